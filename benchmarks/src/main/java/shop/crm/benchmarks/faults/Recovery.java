package shop.crm.benchmarks.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import shop.crm.benchmarks.faults.watch.Flows;
import shop.crm.benchmarks.faults.watch.Window;

/**
 * How long what was disturbed took until it was in order again, from a fault on or from its end on.
 *
 * @param answered until every GET of those who lived was 200
 * @param fresh until every answer was fresh
 * @param changes until changes of new orders came in time
 * @param profiles until changes of profiles came in time
 */
record Recovery(Duration answered, Duration fresh, Duration changes, Duration profiles) {

  static final Recovery NONE =
      new Recovery(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  static Recovery of(Window window, Flows flows) {
    long since = window.startNanos();
    return new Recovery(
        window.untilAnswered(),
        window.untilFresh(),
        longer(flows.fromKafka().untilFlowing(since), flows.fromRabbit().untilFlowing(since)),
        flows.profiles().untilFlowing(since));
  }

  /** The worse of two, in each respect. */
  Recovery worse(Recovery other) {
    return new Recovery(
        longer(answered, other.answered),
        longer(fresh, other.fresh),
        longer(changes, other.changes),
        longer(profiles, other.profiles));
  }

  static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** All of them. */
  Stream<Duration> all() {
    return Stream.of(answered, fresh, changes, profiles);
  }

  /** For a person to read. */
  String line() {
    return String.format(
        Locale.ROOT,
        "all 200 after %.1f s, fresh after %.1f s, changes after %.1f s, profiles after %.1f s",
        answered.toMillis() / 1e3,
        fresh.toMillis() / 1e3,
        changes.toMillis() / 1e3,
        profiles.toMillis() / 1e3);
  }
}
