package shop.crm.topology.domain.segment;

import static shop.crm.topology.domain.segment.SegmentRule.NEVER;

import shop.crm.schemas.segment.SegmentField;
import shop.crm.schemas.state.Purchases;

/** A node of a rule: whether it holds, and when time alone changes that. */
sealed interface Rule permits Rule.All, Rule.Any, Rule.Not, Rule.Age, Rule.Window, Timeless {

  boolean holds(Subject subject);

  /** A time after now before which it cannot change; of a single comparison exactly that of it. */
  long nextChange(Subject subject);

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
    public long nextChange(Subject subject) {
      return dependsOnTime ? Rule.nextChange(of, subject, true) : NEVER;
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
    public long nextChange(Subject subject) {
      return dependsOnTime ? Rule.nextChange(of, subject, false) : NEVER;
    }
  }

  /**
   * All of several hold until the first of them changes, and do not until the last of those that do
   * not has changed; of any of several the other way round.
   */
  private static long nextChange(Rule[] of, Subject subject, boolean neutral) {
    long first = NEVER;
    long last = Long.MIN_VALUE;
    for (Rule rule : of) {
      if (rule.holds(subject) == neutral) {
        // Once one stands against it, only when those that do change counts.
        if (last == Long.MIN_VALUE && rule.dependsOnTime()) {
          first = Math.min(first, rule.nextChange(subject));
        }
      } else {
        long change = rule.nextChange(subject);
        if (change == NEVER) {
          return NEVER;
        }
        last = Math.max(last, change);
      }
    }
    return last == Long.MIN_VALUE ? first : last;
  }

  /** It does not hold. */
  record Not(Rule of) implements Rule {
    @Override
    public boolean holds(Subject subject) {
      return !of.holds(subject);
    }

    @Override
    public long nextChange(Subject subject) {
      return of.nextChange(subject);
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
    public long nextChange(Subject subject) {
      long time = subject.time(field);
      if (time == Subject.ABSENT) {
        return NEVER;
      }
      long age = ages.nextChange(subject.now() - time);
      long change = time + age;
      return age == Long.MAX_VALUE || change <= subject.now() ? NEVER : change;
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
      int first = first(purchases, subject.now() - length);
      if (!money) {
        return Subject.hundredths(purchases.count() - first);
      }
      long spent = 0;
      for (int i = first; i < purchases.count(); i++) {
        spent += purchases.net(i).minor();
      }
      return spent;
    }

    @Override
    public long nextChange(Subject subject) {
      Purchases purchases = subject.purchases();
      long value = value(subject, money, length);
      boolean holds = values.contains(value);
      int i = first(purchases, subject.now() - length);
      while (i < purchases.count()) {
        long placed = purchases.epochMicros(i);
        while (i < purchases.count() && purchases.epochMicros(i) == placed) {
          value -= money ? purchases.net(i).minor() : 100;
          i++;
        }
        if (values.contains(value) != holds) {
          return placed + length + 1;
        }
      }
      return NEVER;
    }

    /** The position of the first order that is not older. */
    private static int first(Purchases purchases, long since) {
      int low = 0;
      int high = purchases.count();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (purchases.epochMicros(middle) < since) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    @Override
    public boolean dependsOnTime() {
      return true;
    }
  }
}
