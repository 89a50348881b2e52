package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One fault, that is brought about once and undone after. */
public interface Fault {

  /** What exactly it is, for whoever looks on. */
  String what();

  /** Brings it about; returns once it has begun, or is through. */
  void strike() throws IOException, InterruptedException;

  /** For how long it lasts; without, until those who live have recovered from it. */
  Optional<Duration> lasts();

  /** Undoes it; returns once everything that should run is ready. */
  void heal() throws IOException, InterruptedException;
}
