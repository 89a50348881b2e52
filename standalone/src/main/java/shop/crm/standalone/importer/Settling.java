package shop.crm.standalone.importer;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import shop.crm.standalone.importer.ServiceClient.Intake;
import shop.crm.standalone.importer.ServiceClient.Rfm;

/**
 * Waits until a service has taken in what was published, and until its scores are final.
 *
 * @param service the service
 * @param patience how long all of it may take
 * @param interval the time between two looks
 */
public record Settling(ServiceClient service, Duration patience, Duration interval) {

  private static final int LOOKS_ALIKE = 3;

  /** What became of the waiting. */
  public sealed interface Outcome {

    /**
     * Everything is in.
     *
     * @param scoresFinal false where others keep publishing, so that figures go on moving
     */
    record Settled(Rfm rfm, boolean scoresFinal) implements Outcome {}

    /** The time was over. */
    record TimedOut(String waitingFor) implements Outcome {}
  }

  /** Waits until the service says that it is ready; false when the time is over. */
  public boolean awaitReady() {
    return new Deadline(System.nanoTime() + patience.toNanos())
        .poll(service::ready, ready -> ready)
        .isPresent();
  }

  /**
   * Waits.
   *
   * @param before what the service had handled before anything was published
   * @param published how many messages were published since
   */
  public Outcome await(Intake before, long published, ImportProgress progress) {
    Deadline deadline = new Deadline(System.nanoTime() + patience.toNanos());
    long target = before.handled() + published;
    Optional<Intake> taken =
        deadline.poll(
            service::intake,
            intake -> {
              progress.at(
                  "taking in", Math.min(published, intake.handled() - before.handled()), published);
              return intake.handled() >= target && intake.lag().equals(Optional.of(0L));
            });
    progress.done();
    if (taken.isEmpty()) {
      return new Outcome.TimedOut("the service to take everything in");
    }
    Optional<Rfm> old = deadline.poll(service::rfm, _ -> true);
    Optional<Boolean> requested =
        deadline.poll(
            () -> {
              service.recalculate();
              return true;
            },
            _ -> true);
    if (old.isEmpty() || requested.isEmpty()) {
      return new Outcome.TimedOut("the service to accept a recalculation");
    }
    Instant last = old.get().calculatedAt().orElse(Instant.MIN);
    Optional<Rfm> anew =
        deadline.poll(service::rfm, rfm -> rfm.calculatedAt().filter(last::isBefore).isPresent());
    return anew.isEmpty()
        ? new Outcome.TimedOut("new monetary thresholds")
        : settled(anew.get(), deadline);
  }

  /** Customers follow new thresholds one after the other: final is what stays the same. */
  private Outcome settled(Rfm first, Deadline deadline) {
    Stillness stillness = new Stillness(first);
    deadline.poll(service::rfm, stillness::reached);
    return new Outcome.Settled(stillness.last, stillness.alike >= LOOKS_ALIKE);
  }

  private static final class Stillness {
    private Rfm last;
    private int alike;

    Stillness(Rfm first) {
      this.last = first;
    }

    boolean reached(Rfm rfm) {
      alike = rfm.equals(last) ? alike + 1 : 0;
      last = rfm;
      return alike >= LOOKS_ALIKE;
    }
  }

  private interface Look<T> {
    T look() throws IOException;
  }

  private final class Deadline {
    private final long nanoTime;

    Deadline(long nanoTime) {
      this.nanoTime = nanoTime;
    }

    /** What was seen once it was enough, or nothing: a look that fails is not enough. */
    <T> Optional<T> poll(Look<T> look, Predicate<T> enough) {
      while (System.nanoTime() < nanoTime && !Thread.currentThread().isInterrupted()) {
        try {
          T seen = look.look();
          if (enough.test(seen)) {
            return Optional.of(seen);
          }
        } catch (IOException _) {
          // A restart or a rebalance: it is asked again until the time is over.
        }
        pause();
      }
      return Optional.empty();
    }

    private void pause() {
      try {
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
