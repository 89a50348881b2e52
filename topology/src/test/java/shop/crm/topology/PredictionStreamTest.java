package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.PurchaseDays;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/** How customers bought is kept by the stream, and a model moves them between segments. */
class PredictionStreamTest {

  private static final Facts ANN = Facts.of("ann");

  private final CrmDriver crm = new CrmDriver();

  @AfterEach
  void close() {
    crm.close();
  }

  private static ClvModel model(double alpha, Instant fittedAt) {
    return new ClvModel(
        fittedAt,
        100,
        60,
        Optional.of(new MbgNbd(0.7, alpha, 0.8, 2.5)),
        Optional.of(new GammaGamma(6, 4, 15)),
        Optional.empty(),
        List.of(),
        -1,
        Optional.empty());
  }

  private void segment(String conditions) {
    try {
      JsonNode json = JsonMapper.builder().build().readTree(conditions);
      crm.define(
          new SegmentRecord.Defined(
              new SegmentDefinition(
                  new SegmentDefinition.Key("default", "s", 0),
                  1,
                  1,
                  "Segment",
                  Optional.empty(),
                  Optional.of(ConditionsJson.stored(json)),
                  new Span(CrmDriver.START, CrmDriver.START))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ticks();
  }

  private void ticks() {
    for (int i = 0; i < 3; i++) {
      crm.pass(Duration.ofMillis(100));
    }
  }

  /** What moved Ann since it was asked last. */
  private List<String> moves() {
    return crm.read(Topics.SEGMENT_MEMBERSHIP).stream()
        .map(it -> it.get("type").asText() + " by " + it.at("/data/cause").asText())
        .toList();
  }

  private void bought(int... daysAgo) {
    for (int days : daysAgo) {
      Instant at = CrmDriver.START.minus(Duration.ofDays(days));
      crm.send(ANN.created("o" + days, "10.00", at), ANN.completed("o" + days, at));
    }
  }

  @Test
  void a_model_brings_customers_in_and_time_takes_them_out_at_the_midnight_that_was_armed() {
    bought(40, 20, 5);
    segment("[{\"field\":\"probability_alive\",\"operator\":\"gte\",\"value\":0.5}]");
    assertEquals(List.of(), moves());

    crm.predict(model(20, crm.now()));
    ticks();
    assertEquals(List.of("customer.segment_entered by thresholds"), moves());

    Instant due = crm.only(ANN).due().orElseThrow();
    int days = 0;
    while (crm.only(ANN).memberships().isIn(0)) {
      // A minute short of midnight nothing has changed, a minute past it may have.
      crm.pass(Duration.between(crm.now(), nextMidnight().minusSeconds(60)));
      boolean before = crm.only(ANN).memberships().isIn(0);
      crm.pass(Duration.ofMinutes(2));
      assertEquals(true, before, "left within day " + days);
      days++;
    }
    assertEquals(List.of("customer.segment_left by time"), moves());
    assertEquals(true, days > 3, "after some days: " + days);
    assertEquals(true, !due.isAfter(crm.now()));
    assertEquals(List.of(), crm.audit().differences());
  }

  private Instant nextMidnight() {
    return crm.now()
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  @Test
  void an_order_moves_and_another_model_moves_and_one_that_nobody_asks_for_moves_nothing() {
    bought(300, 290, 280);
    crm.predict(model(20, crm.now()));
    segment("[{\"field\":\"predicted_clv_365\",\"operator\":\"gt\",\"value\":5}]");
    assertEquals(List.of(), moves());

    crm.send(ANN.created("new", "10.00", crm.now()));
    assertEquals(List.of("customer.segment_entered by order"), moves());

    crm.predict(model(5_000, crm.now()));
    ticks();
    assertEquals(List.of("customer.segment_left by thresholds"), moves());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void what_cannot_be_read_or_was_fitted_earlier_replaces_nothing() {
    ClvModel model = model(20, crm.now());
    crm.predict(model);
    crm.sendRaw(Topics.CLV_MODELS, "default", new byte[] {'{'});
    crm.predict(model(30, crm.now().minusSeconds(1)));

    assertEquals(model, ClvModelJson.read(crm.store(StoreNames.CLV_MODELS).get("default")));
  }

  @Test
  void without_its_model_nothing_is_predicted_any_more() {
    bought(40, 20, 5);
    segment("[{\"field\":\"probability_alive\",\"operator\":\"exists\"}]");
    crm.predict(model(20, crm.now()));
    ticks();
    crm.sendRaw(Topics.CLV_MODELS, "default", null);
    ticks();

    assertEquals(
        List.of("customer.segment_entered by thresholds", "customer.segment_left by thresholds"),
        moves());
  }

  @Test
  void a_model_stays_while_one_customer_is_left_and_goes_with_the_last() {
    Facts bob = Facts.of("bob");
    Facts cat = Facts.of("cat");
    bought(5);
    crm.send(bob.created("b", "10.00", CrmDriver.START));
    crm.predict(model(20, crm.now()));
    segment("[{\"field\":\"predicted_clv_365\",\"operator\":\"exists\",\"value\":false}]");

    crm.tell(Profiles.of(ANN).erased(crm.now()));
    ticks();
    crm.send(cat.created("c", "10.00", crm.now()));
    ticks();
    assertEquals(List.of(), moves());

    crm.tell(Profiles.of(bob).erased(crm.now()), Profiles.of(cat).erased(crm.now()));
    ticks();
    Facts dan = Facts.of("dan");
    crm.send(dan.created("d", "10.00", crm.now()));
    ticks();
    assertEquals(List.of("customer.segment_entered by order"), moves());

    crm.predict(model(20, crm.now()));
    ticks();
    assertEquals(List.of("customer.segment_left by thresholds"), moves());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void how_customers_bought_is_what_their_orders_say_after_any_history() {
    Random random = new Random(11);
    Set<Facts> erased = new HashSet<>();
    for (int round = 0; round < 30; round++) {
      List<InboundEvent> facts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        facts.add(fact(random));
      }
      facts.addAll(facts.subList(0, 7));
      Collections.shuffle(facts, random);
      facts.forEach(crm::send);
      Facts gone = Facts.of("c" + random.nextInt(12));
      if (round % 5 == 4 && crm.customer(gone.customer().toString()).isPresent()) {
        if (erased.add(gone)) {
          crm.tell(Profiles.of(gone).erased(crm.now()));
        }
      }
      crm.pass(Duration.ofHours(random.nextInt(40)));

      assertEquals(
          fromScratch(), crm.live().task(0).orElseThrow().purchases("default"), "round " + round);
    }
    assertEquals(true, fromScratch().repeatBuyers() > 3);
  }

  private InboundEvent fact(Random random) {
    Facts who = Facts.of("c" + random.nextInt(12));
    String order = "o" + random.nextInt(12);
    Instant at = crm.now().minus(Duration.ofHours(random.nextInt(24 * 60)));
    String amount = new Money(random.nextInt(40_000)).toString();
    return switch (random.nextInt(6)) {
      case 0 -> who.cancelled(order, at);
      case 1 -> who.refunded(order, "r" + random.nextInt(2), amount, at);
      case 2 -> who.completed(order, at);
      default -> who.created(order, amount, at);
    };
  }

  private PurchaseHistogram fromScratch() {
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (int i = 0; i < 12; i++) {
      crm.customer("default/c" + i)
          .flatMap(it -> PurchaseDays.of(it.purchases(), ZoneOffset.UTC))
          .ifPresent(
              it ->
                  histogram.add(
                      it.repeats(),
                      it.firstEpochDay(),
                      it.lastEpochDay(),
                      it.repeatSpendMinor(),
                      1));
    }
    return histogram;
  }
}
