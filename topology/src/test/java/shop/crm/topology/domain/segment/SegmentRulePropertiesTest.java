package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.SegmentField;
import shop.crm.topology.domain.clv.Predictions;

/** Rules against the contract's words, and against the passing of time. */
class SegmentRulePropertiesTest {

  private static final long FAR = Duration.ofDays(40_000).toNanos() / 1_000;

  /** One customer, one condition and a moment. */
  private record Case(
      CustomerKey key, CustomerState state, Predictions predictions, JsonNode json, Instant now) {

    static Case of(Random random, boolean single) {
      Cases cases = new Cases(random);
      JsonNode json = single ? cases.leaf() : cases.condition(4);
      return of(cases, json);
    }

    static Case of(Cases cases, JsonNode json) {
      return new Case(cases.key(), cases.customer(), cases.predictions(), json, cases.moment());
    }

    Condition condition() {
      return ConditionsJson.stored(json).root();
    }

    SegmentRule rule() {
      return SegmentRule.of(condition());
    }

    Subject subject() {
      return new Subject(key, state, predictions, now);
    }

    boolean holdsAt(long epochMicros) {
      return rule().holds(new Subject(key, state, predictions, Micros.toInstant(epochMicros)));
    }

    boolean contractHolds() {
      return new Oracle(key, state, predictions, now).holds(json);
    }

    @Override
    public String toString() {
      return json + " at " + now + " of " + state + ", " + orders() + " by " + predictions;
    }

    private List<String> orders() {
      return LongStream.range(0, state.purchases().count())
          .mapToObj(i -> state.purchases().at((int) i) + " " + state.purchases().net((int) i))
          .toList();
    }
  }

  @Property(tries = 5_000)
  void a_rule_holds_where_the_contract_says_so(@ForAll Random random) {
    Case tree = Case.of(random, false);
    assertEquals(tree.contractHolds(), tree.rule().holds(tree.subject()), tree::toString);
  }

  @Property(tries = 20_000)
  void a_comparison_holds_where_the_contract_says_so(@ForAll Random random) {
    Case leaf = Case.of(random, true);
    assertEquals(leaf.contractHolds(), leaf.rule().holds(leaf.subject()), leaf::toString);
  }

  @Property(tries = 5_000)
  void before_its_next_change_a_rule_stays_what_it_is(@ForAll Random random) {
    Case tree = Case.of(random, false);
    long now = Micros.of(tree.now());
    long change = tree.rule().nextChange(tree.subject());
    assertTrue(change > now, tree::toString);
    assertTrue(change == SegmentRule.NEVER || tree.rule().dependsOnTime(), tree::toString);
    boolean holds = tree.holdsAt(now);
    long end = Math.min(change, now + FAR) - 1;
    LongStream.concat(
            LongStream.of(Math.min(now + 1, end), end),
            random.longs(20, now, end + 1).map(at -> nearDay(at, now, end, random)))
        .forEach(at -> assertEquals(holds, tree.holdsAt(at), () -> at + ": " + tree));
  }

  /** Things change near whole days: the sample, or its next midnight and a bit. */
  private static long nearDay(long at, long now, long end, Random random) {
    long day = Duration.ofDays(1).toNanos() / 1_000;
    long midnight = Math.floorDiv(Math.min(at, now + 20 * day), day) * day + random.nextInt(-1, 3);
    return random.nextBoolean() ? at : Math.clamp(midnight, now, end);
  }

  @Property(tries = 20_000)
  void at_its_next_change_a_comparison_changes(@ForAll Random random) {
    Case leaf = Case.of(random, true);
    long change = leaf.rule().nextChange(leaf.subject());
    if (change != SegmentRule.NEVER) {
      assertNotEquals(leaf.holdsAt(Micros.of(leaf.now())), leaf.holdsAt(change), leaf::toString);
    }
  }

  @Property(tries = 2_000)
  void an_explanation_tells_when_the_whole_changes(@ForAll Random random) {
    Case tree = Case.of(random, false);
    Explanation explanation = Explanation.of(tree.condition(), tree.subject());
    assertEquals(tree.contractHolds(), explanation.holds(), tree::toString);
    long change = explanation.nextChange().map(Micros::of).orElse(Micros.of(tree.now()) + FAR);
    boolean after = tree.holdsAt(change);
    assertEquals(
        explanation.nextChange().isPresent(), after != explanation.holds(), tree::toString);
    assertEquals(explanation.holds(), tree.holdsAt(change - 1), tree::toString);
  }

  /** The properties above say little if chance makes only what never changes. */
  @Test
  void chance_makes_comparisons_that_hold_that_do_not_and_that_change() {
    Cases cases = new Cases(new Random(1));
    for (SegmentField field : SegmentField.values()) {
      int held = 0;
      int changing = 0;
      for (int i = 0; i < 600; i++) {
        JsonNode json = cases.leaf(field);
        Case leaf = Case.of(cases, json);
        held += leaf.rule().holds(leaf.subject()) ? 1 : 0;
        changing += leaf.rule().nextChange(leaf.subject()) == SegmentRule.NEVER ? 0 : 1;
      }
      assertTrue(held > 20 && held < 580, field + " held: " + held);
      boolean moves =
          field.isWindow()
              || field.kind() == SegmentField.Kind.TIME
              || field.isPredicted()
              || field.wire().startsWith("days_");
      assertEquals(moves, changing > 10, field + " changing: " + changing);
    }
  }
}
