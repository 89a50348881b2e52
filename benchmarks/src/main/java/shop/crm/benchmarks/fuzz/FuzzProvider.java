package shop.crm.benchmarks.fuzz;

import shop.crm.standalone.command.CommandProvider;

/** Brings {@code fuzz} to the command line. */
public final class FuzzProvider implements CommandProvider {

  /** Found by {@link java.util.ServiceLoader}. */
  public FuzzProvider() {}

  @Override
  public Object command() {
    return new FuzzCommand(System.getenv());
  }
}
