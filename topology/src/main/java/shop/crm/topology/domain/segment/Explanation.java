package shop.crm.topology.domain.segment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.segment.Condition;

/** Why a condition holds of a customer, or does not. */
public sealed interface Explanation {

  /**
   * How many changes of single comparisons are followed to find when the whole changes. Beyond them
   * stands the time up to which it cannot.
   */
  int MAX_STEPS = 1_000;

  /** What was asked. */
  Condition condition();

  /** Whether it holds. */
  boolean holds();

  /** When time alone next changes that; empty where it never does. */
  Optional<Instant> nextChange();

  /**
   * One comparison.
   *
   * @param seen the customer's value
   */
  record Leaf(
      Condition.Leaf condition, boolean holds, Optional<Instant> nextChange, FieldValue seen)
      implements Explanation {}

  /**
   * Several conditions, or the negation of one.
   *
   * @param of each of them, in their order
   */
  record Group(
      Condition condition, boolean holds, Optional<Instant> nextChange, List<Explanation> of)
      implements Explanation {
    public Group {
      of = List.copyOf(of);
    }
  }

  /** The explanation of a condition on a customer at a moment. */
  static Explanation of(Condition condition, Subject subject) {
    SegmentRule rule = SegmentRule.of(condition);
    boolean holds = rule.holds(subject);
    Optional<Instant> change = change(rule, subject, holds);
    return switch (condition) {
      case Condition.Leaf leaf ->
          new Leaf(leaf, holds, change, FieldReader.see(leaf.field(), subject));
      case Condition.All(List<Condition> of) ->
          new Group(condition, holds, change, each(of, subject));
      case Condition.Any(List<Condition> of) ->
          new Group(condition, holds, change, each(of, subject));
      case Condition.Not(Condition of) ->
          new Group(condition, holds, change, each(List.of(of), subject));
    };
  }

  private static List<Explanation> each(List<Condition> conditions, Subject subject) {
    return conditions.stream().map(condition -> of(condition, subject)).toList();
  }

  private static Optional<Instant> change(SegmentRule rule, Subject subject, boolean holds) {
    long change = rule.nextChange(subject);
    for (int step = 1; step < MAX_STEPS && change != SegmentRule.NEVER; step++) {
      Subject then = subject.at(change);
      if (rule.holds(then) != holds) {
        break;
      }
      change = rule.nextChange(then);
    }
    return change == SegmentRule.NEVER ? Optional.empty() : Optional.of(Micros.toInstant(change));
  }
}
