package shop.crm.topology.domain.segment;

import java.time.Instant;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.state.CustomerState;

/**
 * A customer as conditions see it at one moment. What several conditions ask for is computed once,
 * so a subject is for one thread.
 */
public final class Subject {

  private final CustomerKey key;
  private final CustomerState state;
  private final Instant now;

  /** A customer at a moment. */
  public Subject(CustomerKey key, CustomerState state, Instant now) {
    this.key = key;
    this.state = state;
    this.now = now;
  }
}
