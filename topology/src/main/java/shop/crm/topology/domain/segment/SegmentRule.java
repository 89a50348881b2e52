package shop.crm.topology.domain.segment;

import java.util.List;
import shop.crm.schemas.model.segment.Condition;

/** A condition made ready to be asked often. Immutable and safe for use by many threads. */
public final class SegmentRule {

  /** What {@link #nextChange} answers where time alone changes nothing. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Rule rule;
  private final boolean predicts;

  private SegmentRule(Rule rule, boolean predicts) {
    this.rule = rule;
    this.predicts = predicts;
  }

  /** The rule of a condition. */
  public static SegmentRule of(Condition condition) {
    return new SegmentRule(Compiler.rule(condition), predicts(condition));
  }

  private static boolean predicts(Condition condition) {
    return switch (condition) {
      case Condition.All(List<Condition> of) -> of.stream().anyMatch(SegmentRule::predicts);
      case Condition.Any(List<Condition> of) -> of.stream().anyMatch(SegmentRule::predicts);
      case Condition.Not(Condition of) -> predicts(of);
      case Condition.Leaf leaf -> leaf.field().field().isPredicted();
    };
  }

  /** Whether it holds of a customer. */
  public boolean holds(Subject subject) {
    return rule.holds(subject);
  }

  /**
   * A time after the subject's moment up to which time alone cannot change the answer, microseconds
   * since 1970; {@link #NEVER} where it never does. Never later than the change, and of a single
   * comparison exactly that.
   */
  public long nextChange(Subject subject) {
    return Rule.change(rule.outlook(subject));
  }

  /** Both in one look: see {@link Rule}. */
  long outlook(Subject subject) {
    return rule.outlook(subject);
  }

  /** Whether another model of the future may change the answer. */
  public boolean predicts() {
    return predicts;
  }

  /** Whether time alone changes the answer for some customer at some time. */
  public boolean dependsOnTime() {
    return rule.dependsOnTime();
  }
}
