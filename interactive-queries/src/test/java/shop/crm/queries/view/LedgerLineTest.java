package shop.crm.queries.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.crm.queries.Shop;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;
import shop.crm.topology.domain.LoyaltyRules;

/** The ledger's lines up to any time add up to what was earned then. */
class LedgerLineTest {

  private static final LoyaltyRules RULES = Shop.settings().rules().loyalty();

  /** A case of {@code ledgers.json}: facts by day, and the lines that they make. */
  record Case(String name, JsonNode json) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = LedgerLineTest.class.getResourceAsStream("ledgers.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
          .map(json -> new Case(json.get("name").asText(), json))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_fact_that_moves_the_points_is_a_line(Case one) {
    List<Step> facts = new ArrayList<>();
    one.json().get("facts").forEach(fact -> facts.add(step(fact)));

    List<String> lines =
        LedgerLine.of(order(facts), RULES).stream()
            .map(line -> line.id() + " " + line.at() + " " + line.points())
            .toList();

    assertEquals(
        StreamSupport.stream(one.json().get("lines").spliterator(), false)
            .map(l -> l.get(0).asText() + " " + day(l.get(1).asInt()) + " " + l.get(2).asInt())
            .toList(),
        lines);
  }

  static Stream<Long> seeds() {
    return new Random(11).longs(200).boxed();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void every_prefix_in_time_is_the_balance_of_then(long seed) {
    Random random = new Random(seed);
    List<Step> facts =
        IntStream.range(0, 1 + random.nextInt(12)).mapToObj(day -> random(day, random)).toList();

    long balance = 0;
    List<LedgerLine> lines = new ArrayList<>(LedgerLine.of(order(facts), RULES));
    lines.sort(Comparator.comparing(LedgerLine::at));
    for (LedgerLine line : lines) {
      balance += line.points();
      assertEquals(
          earned(facts.stream().filter(fact -> !fact.time().isAfter(line.at())).toList()), balance);
    }
    assertEquals(earned(facts), balance);
    assertEquals(lines.size(), lines.stream().map(LedgerLine::id).distinct().count());
  }

  private static Step random(int day, Random random) {
    Money money = new Money(random.nextInt(20_000));
    return switch (random.nextInt(6)) {
      case 0, 1 -> new Created("e" + day, day(day), money, List.of());
      case 2, 3 ->
          new Completed("e" + day, day(day), Optional.of(money).filter(_ -> random.nextBoolean()));
      case 4 -> new Cancelled("e" + day, day(day), Optional.empty());
      default -> new Refund("e" + day, day(day), "r" + random.nextInt(3), money);
    };
  }

  private static Step step(JsonNode fact) {
    Instant at = day(fact.get(1).asInt());
    String id = "e" + fact.get(1).asInt();
    return switch (fact.get(0).asText()) {
      case "created" -> new Created(id, at, Money.parse(fact.get(2).asText()), List.of());
      case "completed" ->
          new Completed(
              id, at, Optional.ofNullable(fact.get(2)).map(JsonNode::asText).map(Money::parse));
      case "cancelled" -> new Cancelled(id, at, Optional.empty());
      default -> new Refund(id, at, fact.get(3).asText(), Money.parse(fact.get(2).asText()));
    };
  }

  private static Instant day(int day) {
    return Shop.JAN.plusSeconds(86_400L * day);
  }

  /** The order of facts that come in the order in which they happened. */
  private static OrderState order(List<Step> facts) {
    OrderState order = OrderState.unknown("o");
    for (Step fact : facts) {
      Optional<? extends Step> before =
          switch (fact) {
            case Created _ -> order.created();
            case Completed _ -> order.completed();
            case Cancelled _ -> order.cancelled();
            case Refund refund ->
                order.refunds().stream()
                    .filter(it -> it.refundId().equals(refund.refundId()))
                    .findFirst();
          };
      if (before.isPresent()) {
        order = order.with(order.outdone().with(before.get()));
      }
      if (fact instanceof Refund refund) {
        List<Refund> refunds = new ArrayList<>(order.refunds());
        refunds.removeIf(it -> it.refundId().equals(refund.refundId()));
        refunds.add(refund);
        order = order.withRefunds(refunds, OrderState.FurtherRefunds.NONE);
      } else {
        order = order.with(fact);
      }
    }
    return order;
  }

  /** By the words of the contract, from all facts up to a time. */
  private static long earned(List<Step> facts) {
    Optional<Long> created = Optional.empty();
    Optional<Long> completed = Optional.empty();
    boolean isCompleted = false;
    boolean isCancelled = false;
    Map<String, Long> refunds = new HashMap<>();
    for (Step fact : facts) {
      switch (fact) {
        case Created it -> created = Optional.of(it.total().minor());
        case Completed it -> {
          completed = it.total().map(Money::minor);
          isCompleted = true;
          isCancelled = false;
        }
        case Cancelled _ -> isCancelled = true;
        case Refund it -> refunds.put(it.refundId(), it.amount().minor());
      }
    }
    if (!isCompleted || isCancelled) {
      return 0;
    }
    long refunded = refunds.values().stream().mapToLong(Long::longValue).sum();
    long total = completed.orElse(created.orElse(0L));
    return Math.max(0, total - refunded) / 100;
  }
}
