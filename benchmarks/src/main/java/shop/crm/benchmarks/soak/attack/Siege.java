package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import shop.crm.benchmarks.check.Faults;

/** Many attacks at once, until it is closed. */
public final class Siege implements AutoCloseable {

  private final AtomicBoolean lifted = new AtomicBoolean();
  private final List<Running> running = new ArrayList<>();
  private final Faults faults;

  private Siege(Faults faults) {
    this.faults = faults;
  }

  private record Running(Attack attack, Thread thread, LongAdder strikes, LongAdder hungUp) {}

  /**
   * Starts them.
   *
   * @param faults takes an attack that fails of itself
   */
  public static Siege lay(List<Attack> attacks, Faults faults) {
    Siege siege = new Siege(faults);
    for (Attack attack : attacks) {
      LongAdder strikes = new LongAdder();
      LongAdder hungUp = new LongAdder();
      Thread thread =
          Thread.ofVirtual()
              .name("attack: " + attack.name())
              .start(() -> siege.strike(attack, strikes, hungUp));
      siege.running.add(new Running(attack, thread, strikes, hungUp));
    }
    return siege;
  }

  private void strike(Attack attack, LongAdder strikes, LongAdder hungUp) {
    try (attack) {
      while (!lifted.get()) {
        try {
          strikes.increment();
          attack.strike();
        } catch (IOException _) {
          hungUp.increment();
        }
        TimeUnit.NANOSECONDS.sleep(attack.pause().toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      faults.add("an attack cannot be made: " + e, attack.name());
    }
  }

  /** A line for each attack. */
  public List<String> lines() {
    return running.stream()
        .map(
            each ->
                each.attack().name()
                    + ": "
                    + each.strikes().sum()
                    + " times, "
                    + each.hungUp().sum()
                    + " of them hung up on")
        .toList();
  }

  /** Ends all of them, and waits until nothing of theirs is open. */
  @Override
  public void close() {
    lifted.set(true);
    running.forEach(each -> each.thread().interrupt());
    try {
      for (Running each : running) {
        each.thread().join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
