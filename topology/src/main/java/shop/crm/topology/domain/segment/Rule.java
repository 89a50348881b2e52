package shop.crm.topology.domain.segment;

import static shop.crm.topology.domain.segment.SegmentRule.NEVER;

import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.schemas.model.segment.SegmentField;

/**
 * A node of a rule: whether it holds, and when time alone changes that.
 *
 * <p>Both in one look is an outlook: a time after now, in microseconds since 1970, before which the
 * answer cannot change; the time itself where the rule holds, and its complement where it does not.
 */
sealed interface Rule
    permits Rule.All, Rule.Any, Rule.Not, Rule.Age, Rule.Window, Predicted, Timeless {

  boolean holds(Subject subject);

  /** The outlook; of a single comparison the time is exactly that of the change. */
  long outlook(Subject subject);

  boolean dependsOnTime();

  /** All hold. */
  record All(Rule[] of, boolean dependsOnTime) implements Rule {
    @Override
    public boolean holds(Subject subject) {
      for (Rule rule : of) {
        if (!rule.holds(subject)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public long outlook(Subject subject) {
      return dependsOnTime ? Rule.outlook(of, subject, true) : Rule.outlook(holds(subject), NEVER);
    }
  }

  /** One holds at least. */
  record Any(Rule[] of, boolean dependsOnTime) implements Rule {
    @Override
    public boolean holds(Subject subject) {
      for (Rule rule : of) {
        if (rule.holds(subject)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public long outlook(Subject subject) {
      return dependsOnTime ? Rule.outlook(of, subject, false) : Rule.outlook(holds(subject), NEVER);
    }
  }

  /**
   * All of several hold until the first of them changes, and do not until the last of those that do
   * not has changed; of any of several the other way round.
   */
  private static long outlook(Rule[] of, Subject subject, boolean neutral) {
    long first = NEVER;
    long last = Long.MIN_VALUE;
    for (Rule rule : of) {
      long outlook = rule.outlook(subject);
      long change = change(outlook);
      if (holds(outlook) == neutral) {
        first = Math.min(first, change);
      } else if (change == NEVER) {
        return outlook(!neutral, NEVER);
      } else {
        last = Math.max(last, change);
      }
    }
    return last == Long.MIN_VALUE ? outlook(neutral, first) : outlook(!neutral, last);
  }

  static long outlook(boolean holds, long change) {
    return holds ? change : ~change;
  }

  static boolean holds(long outlook) {
    return outlook >= 0;
  }

  static long change(long outlook) {
    return outlook >= 0 ? outlook : ~outlook;
  }

  /** A rule that holds where another does not. */
  record Not(Rule of) implements Rule {
    @Override
    public boolean holds(Subject subject) {
      return !of.holds(subject);
    }

    @Override
    public long outlook(Subject subject) {
      return ~of.outlook(subject);
    }

    @Override
    public boolean dependsOnTime() {
      return of.dependsOnTime();
    }
  }

  /** How long ago a time is, in microseconds: it grows with the clock. */
  record Age(SegmentField field, Ranges ages) implements Rule {
    @Override
    public boolean holds(Subject subject) {
      long time = subject.time(field);
      return time != Subject.ABSENT && ages.contains(subject.now() - time);
    }

    @Override
    public long outlook(Subject subject) {
      long time = subject.time(field);
      if (time == Subject.ABSENT) {
        return Rule.outlook(false, NEVER);
      }
      long now = subject.now() - time;
      long then = ages.nextChange(now);
      long change = time + then;
      boolean never = then == Long.MAX_VALUE || change <= subject.now();
      return Rule.outlook(ages.contains(now), never ? NEVER : change);
    }

    @Override
    public boolean dependsOnTime() {
      return true;
    }
  }

  /**
   * What the orders of the last so many microseconds come to, in hundredths: with time they drop
   * out and none comes in.
   */
  record Window(boolean money, long length, Ranges values) implements Rule {
    @Override
    public boolean holds(Subject subject) {
      return values.contains(value(subject, money, length));
    }

    /** What they come to, in hundredths. */
    static long value(Subject subject, boolean money, long length) {
      Purchases purchases = subject.purchases();
      return from(purchases, money, purchases.placedBefore(subject.now() - length));
    }

    /** What all but the first so many orders come to. */
    private static long from(Purchases purchases, boolean money, int first) {
      return money
          ? purchases.spent().minor() - purchases.spentBefore(first)
          : Subject.hundredths(purchases.count() - first);
    }

    /** From one edge of the values down to the next, whatever the orders in between. */
    @Override
    public long outlook(Subject subject) {
      Purchases purchases = subject.purchases();
      int first = purchases.placedBefore(subject.now() - length);
      long value = from(purchases, money, first);
      boolean holds = values.contains(value);
      while (value > 0 && values.edgeBelow(value) > 0) {
        long placed = purchases.epochMicros(below(purchases, values.edgeBelow(value)) - 1);
        // Orders of one time drop out together.
        value = from(purchases, money, purchases.placedBefore(placed + 1));
        if (values.contains(value) != holds) {
          return Rule.outlook(holds, placed + length + 1);
        }
      }
      return Rule.outlook(holds, NEVER);
    }

    /** How few of the first orders must drop out so that the others come to less than an edge. */
    private int below(Purchases purchases, long edge) {
      return money
          ? purchases.spending(purchases.spent().minor() - edge)
          : purchases.count() - (int) ((edge - 1) / 100);
    }

    @Override
    public boolean dependsOnTime() {
      return true;
    }
  }
}
