package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.time.Duration;

/** One kind of ill traffic. Used by one thread. */
public interface Attack extends AutoCloseable {

  /** What it does, for the report. */
  String name();

  /** The time between two strikes. */
  Duration pause();

  /**
   * Strikes once; ends by itself.
   *
   * @throws IOException if the other side has hung up: often what is right
   */
  void strike() throws IOException, InterruptedException;

  /** Lets go of everything that it holds open. */
  @Override
  void close() throws IOException;
}
