package shop.crm.benchmarks.soak;

import shop.crm.standalone.command.CommandProvider;

/** Brings {@code soak} to the command line. */
public final class SoakProvider implements CommandProvider {

  /** Found by {@link java.util.ServiceLoader}. */
  public SoakProvider() {}

  @Override
  public Object command() {
    return new SoakCommand();
  }
}
