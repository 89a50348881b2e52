package shop.crm.topology.domain.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Forecast;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.Nbd;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.SampleMean;

/** What is predicted changes at the midnights of the tenant's calendar, on just the right day. */
class PredictedTest {

  private static final int FOLLOWED = 1_200;
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Kyiv"),
          ZoneId.of("America/Havana"),
          ZoneId.of("Pacific/Auckland"));

  private static Predictions predictions(ZoneId zone, double alpha) {
    return new Predictions(
        zone,
        Optional.of(
            new ClvModel(
                Ann.NOW,
                100,
                60,
                Optional.of(new MbgNbd(0.7, alpha, 0.8, 2.5)),
                Optional.of(new GammaGamma(6, 4, 15)),
                Optional.empty(),
                List.of(),
                -1,
                Optional.empty())));
  }

  private static Subject ann(Predictions predictions, Instant now) {
    return new Subject(Ann.KEY, Ann.knownState(), predictions, now);
  }

  /** Day by day, as slowly as that is. */
  private static long changeByDays(SegmentRule rule, Predictions predictions, Instant now) {
    boolean holds = rule.holds(ann(predictions, now));
    LocalDate today = now.atZone(predictions.zone()).toLocalDate();
    for (int days = 1; days <= FOLLOWED; days++) {
      Instant midnight = today.plusDays(days).atStartOfDay(predictions.zone()).toInstant();
      if (rule.holds(ann(predictions, midnight)) != holds) {
        return Micros.of(midnight);
      }
    }
    return SegmentRule.NEVER;
  }

  @Property(tries = 300)
  void a_comparison_changes_at_the_midnight_on_which_it_changes(@ForAll Random random) {
    Predictions predictions =
        predictions(ZONES.get(random.nextInt(ZONES.size())), 2 + 60 * random.nextDouble());
    String condition =
        random.nextBoolean()
            ? "[{\"field\":\"probability_alive\",\"operator\":\"gte\",\"value\":0.%d}]"
                .formatted(1000 + random.nextInt(9000))
            : "[{\"field\":\"predicted_clv_365\",\"operator\":\"between\",\"value\":[0.%d,40]}]"
                .formatted(10 + random.nextInt(90));
    SegmentRule rule = SegmentRule.of(Ann.condition(condition));
    Instant now = Ann.NOW.plusSeconds(random.nextInt(300 * 86_400));

    long expected = changeByDays(rule, predictions, now);
    long change = rule.nextChange(ann(predictions, now));

    if (expected == SegmentRule.NEVER) {
      assertEquals(true, change > Micros.of(now) + FOLLOWED * 86_000_000_000L);
    } else {
      assertEquals(Micros.toInstant(expected), Micros.toInstant(change));
      long justBefore = rule.nextChange(ann(predictions, Micros.toInstant(expected - 1)));
      assertEquals(expected, justBefore);
    }
  }

  /** A model whose mean value is far above what anybody has spent. */
  @Test
  void a_value_out_of_proportion_is_absent_until_time_has_made_it_less() {
    Predictions some =
        new Predictions(
            ZoneId.of("Europe/Kyiv"),
            Optional.of(
                new ClvModel(
                    Ann.NOW,
                    100,
                    60,
                    Optional.of(new MbgNbd(0.7, 30, 0.8, 2.5)),
                    Optional.of(new GammaGamma(6, 4, 1e6)),
                    Optional.empty(),
                    List.of(),
                    -1,
                    Optional.of(Money.parse("10.00")))));
    SegmentRule exists = SegmentRule.of(Ann.leaf("predicted_clv_365", "exists", "true"));
    SegmentRule below = SegmentRule.of(Ann.leaf("predicted_clv_365", "lt", "1000000000"));

    Instant known = Micros.toInstant(below.nextChange(ann(some, Ann.NOW)));

    assertEquals(
        List.of(false, false, false, true, true),
        List.of(
            exists.holds(ann(some, Ann.NOW)),
            below.holds(ann(some, Ann.NOW)),
            below.holds(ann(some, known.minusMillis(1))),
            below.holds(ann(some, known)),
            exists.holds(ann(some, known))));
    assertEquals(Micros.of(known), exists.nextChange(ann(some, Ann.NOW)));
  }

  /**
   * Of one order on 1 May the NBD expects 365 / (10 + T) orders of 1.00 in the year after T days,
   * and the most that anybody has spent is 2.00: up to 20.00 is told. After 8 days it is 20.28,
   * after 9 19.21, after 10 18.25, after 14 15.21, after 15 14.60.
   */
  @ParameterizedTest
  @CsvSource({
    "exists, false, true, 2026-05-10",
    "exists, true, false, 2026-05-10",
    "neq, 19.21, true, 2026-05-10",
    "eq, 19.21, false, 2026-05-10",
    "gte, 19, false, 2026-05-10",
    "gte, 25, false,",
    "eq, 18.25, false, 2026-05-11",
    "lt, 15, false, 2026-05-16",
    "gt, 19.21, false,"
  })
  void what_is_out_of_proportion_changes_on_the_day_that_makes_the_difference(
      String operator, String operand, boolean holds, LocalDate changes) {
    ClvModel model =
        new ClvModel(
            Ann.NOW,
            100,
            60,
            Optional.of(new Nbd(1, 10)),
            Optional.of(new SampleMean(1)),
            Optional.empty(),
            List.of(),
            -1,
            Optional.of(Money.parse("2.00")));
    Instant ordered = Instant.parse("2026-05-01T09:00:00Z");
    Subject newcomer =
        new Subject(
            Ann.KEY,
            Ann.stubState().withPurchases(Purchases.NONE.with(ordered, Money.parse("3.00")), 0),
            new Predictions(ZoneOffset.UTC, Optional.of(model)),
            ordered);
    SegmentRule rule = SegmentRule.of(Ann.leaf("predicted_clv_365", operator, operand));

    assertEquals(holds, rule.holds(newcomer));
    assertEquals(
        Optional.ofNullable(changes).map(day -> day.atStartOfDay().toInstant(ZoneOffset.UTC)),
        Optional.of(rule.nextChange(newcomer))
            .filter(at -> at != SegmentRule.NEVER)
            .map(Micros::toInstant));
  }

  @Test
  void without_a_model_or_orders_there_is_nothing_to_compare() {
    SegmentRule exists = SegmentRule.of(Ann.leaf("probability_alive", "exists", "true"));
    SegmentRule below = SegmentRule.of(Ann.leaf("predicted_clv_365", "lt", "1000000"));
    Predictions some = predictions(ZoneId.of("UTC"), 30);
    Subject stub = new Subject(Ann.KEY, Ann.stubState(), some, Ann.NOW);

    assertEquals(
        List.of(false, false, false, false, true, true),
        List.of(
            exists.holds(Ann.known()),
            below.holds(Ann.known()),
            exists.holds(stub),
            below.holds(stub),
            exists.holds(ann(some, Ann.NOW)),
            below.holds(ann(some, Ann.NOW))));
    assertEquals(SegmentRule.NEVER, below.nextChange(stub));
  }

  private static FieldValue seen(String field, Subject subject) {
    Explanation explanation = Explanation.of(Ann.leaf(field, "exists", "true"), subject);
    return ((Explanation.Leaf) explanation).seen();
  }

  @Test
  void an_explanation_shows_what_was_seen() {
    Predictions some = predictions(ZoneId.of("UTC"), 30);
    Explanation.Leaf leaf =
        (Explanation.Leaf)
            Explanation.of(Ann.leaf("probability_alive", "gt", "0.1234"), ann(some, Ann.NOW));
    double alive =
        some.forecast(Ann.knownState().purchases(), Ann.NOW)
            .orElseThrow()
            .within(1)
            .probabilityAlive();

    FieldValue.Probability seen = (FieldValue.Probability) leaf.seen();
    assertEquals(4, seen.value().scale());
    assertEquals(alive, seen.value().doubleValue(), 0.000_05);
    assertEquals(
        new FieldValue.Amount(
            some.forecast(Ann.knownState().purchases(), Ann.NOW)
                .orElseThrow()
                .value(Forecast.YEAR)
                .orElseThrow()),
        seen("predicted_clv_365", ann(some, Ann.NOW)));
    assertEquals(new FieldValue.Absent(), seen("predicted_clv_365", Ann.known()));
    assertEquals(new FieldValue.Absent(), seen("probability_alive", Ann.known()));
  }
}
