package shop.crm.topology.domain.segment;

import static shop.crm.topology.domain.segment.SegmentRule.NEVER;

import shop.crm.schemas.model.segment.SegmentField;

/**
 * What a model expects of the customer is one of these numbers. It is looked at by days of the
 * tenant's calendar, and with every day without an order it stays or falls: so the day on which the
 * answer changes is found by halving.
 *
 * @param units the numbers, in units of the field's last decimal
 */
record Predicted(SegmentField field, Ranges units) implements Rule {

  /** How far ahead days are followed: two hundred years. */
  private static final int FOLLOWED_DAYS = 73_050;

  /** How many edges that change nothing are passed before it is only said that something may. */
  private static final int MAX_EDGES = 32;

  @Override
  public boolean holds(Subject subject) {
    long value = subject.number(field);
    return value != Subject.ABSENT && units.contains(value);
  }

  @Override
  public long outlook(Subject subject) {
    int today = subject.today();
    long value = subject.predicted(field, today);
    if (value == Subject.ABSENT) {
      return Rule.outlook(false, NEVER);
    }
    int last = today + FOLLOWED_DAYS;
    if (value > subject.greatestPredicted(field)) {
      return Rule.outlook(false, changeOfUnknown(subject, today, last));
    }
    boolean holds = units.contains(value);
    return Rule.outlook(holds, change(subject, today, last, holds));
  }

  /**
   * When time alone makes a number that is out of proportion, and so absent, one of these. It may
   * come to be known beside them and fall to them later.
   */
  private long changeOfUnknown(Subject subject, int today, int last) {
    long greatest = subject.greatestPredicted(field);
    if (subject.predicted(field, last) > greatest) {
      return NEVER;
    }
    int known = firstDayBelow(subject, greatest + 1, today, last);
    return units.contains(subject.predicted(field, known))
        ? subject.predictions().startOf(known)
        : change(subject, known, last, false);
  }

  /** Falling from edge to edge: one that is passed within a day changes nothing. */
  private long change(Subject subject, int from, int last, boolean holds) {
    long lowest = subject.predicted(field, last);
    int day = from;
    long edge = units.edgeBelow(subject.predicted(field, from));
    for (int edges = 1; edge != Long.MIN_VALUE && lowest < edge; edges++) {
      day = firstDayBelow(subject, edge, day, last);
      long then = subject.predicted(field, day);
      if (units.contains(then) != holds || edges == MAX_EDGES) {
        return subject.predictions().startOf(day);
      }
      edge = units.edgeBelow(then);
    }
    return NEVER;
  }

  /** Of two days on the second of which the number is below the edge, and not on the first. */
  private int firstDayBelow(Subject subject, long edge, int from, int to) {
    int above = from;
    int below = to;
    while (below - above > 1) {
      int middle = (above + below) >>> 1;
      if (subject.predicted(field, middle) < edge) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return below;
  }

  @Override
  public boolean dependsOnTime() {
    return true;
  }
}
