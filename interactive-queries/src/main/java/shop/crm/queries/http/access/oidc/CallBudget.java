package shop.crm.queries.http.access.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How often the issuer is asked because somebody sent a token with a key that is not known: a few
 * times at once, for keys that changed just now, and then seldom, whatever is sent. Used under the
 * lock of its owner.
 */
final class CallBudget {

  /** At once. */
  static final int BURST = 5;

  /** One more in this time. */
  static final Duration REFILL = Duration.ofSeconds(10);

  private final Clock clock;
  private int left = BURST;
  private Instant refilled;

  CallBudget(Clock clock) {
    this.clock = clock;
    this.refilled = clock.instant();
  }

  /** Whether one more call may be made, which then counts. */
  boolean take() {
    Instant now = clock.instant();
    long more = Duration.between(refilled, now).dividedBy(REFILL);
    if (more != 0) {
      // A clock that was set back begins anew.
      left = more < 0 ? BURST : (int) Math.min(BURST, left + more);
      refilled = more < 0 ? now : refilled.plus(REFILL.multipliedBy(more));
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
