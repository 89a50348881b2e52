package shop.crm.topology.domain.segment;

import shop.crm.schemas.segment.Condition;

/** A condition made ready to be asked often. Immutable and safe for use by many threads. */
public final class SegmentRule {

  /** What {@link #nextChange} answers where time alone changes nothing. */
  public static final long NEVER = Long.MAX_VALUE;

  private SegmentRule() {}

  /** The rule of a condition. */
  public static SegmentRule of(Condition condition) {
    return new SegmentRule();
  }

  /** Whether time alone may change the answer. */
  public boolean dependsOnTime() {
    throw new UnsupportedOperationException();
  }

  /** Whether it holds of a customer. */
  public boolean holds(Subject subject) {
    throw new UnsupportedOperationException();
  }

  /**
   * A time after the subject's moment up to which time alone cannot change the answer, microseconds
   * since 1970; {@link #NEVER} where it never does. Never later than the change.
   */
  public long nextChange(Subject subject) {
    throw new UnsupportedOperationException();
  }
}
