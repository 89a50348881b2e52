package shop.crm.benchmarks;

import shop.crm.standalone.command.CommandProvider;

/** Brings {@code bench} to the command line. */
public final class BenchProvider implements CommandProvider {

  /** Found by {@link java.util.ServiceLoader}. */
  public BenchProvider() {}

  @Override
  public Object command() {
    return new BenchCommand();
  }
}
