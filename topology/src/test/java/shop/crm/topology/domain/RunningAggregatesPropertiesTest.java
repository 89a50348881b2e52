package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Lives.Fact;

/**
 * Cohorts and opt-ins of several customers are those that a computation from scratch tells, in
 * whatever order their facts came and however often, with corrections, cancellations, refunds, late
 * first orders and erasures.
 */
class RunningAggregatesPropertiesTest {

  private static final int ALL_MONTHS = 12 * 300;

  @Property(tries = 400)
  void cohorts_are_those_computed_from_all_facts_that_are_left(
      @ForAll("customers") List<List<Fact>> customers,
      @ForAll("zones") ZoneId zone,
      @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(zone);
    RunningAggregates aggregates = told(customers, calendar, random);

    for (Granularity granularity : Granularity.values()) {
      NaiveCohorts naive = new NaiveCohorts(zone, granularity == Granularity.QUARTER);
      customers.forEach(facts -> naive.add(orders(Lives.surviving(facts))));
      CohortAggregates cohorts = aggregates.cohorts(granularity, -ALL_MONTHS, ALL_MONTHS);

      assertEquals(naive.cells(), labelled(granularity, cohorts));
      assertEquals(
          cohorts.cohorts().entrySet().stream()
              .mapToInt(cohort -> cohort.getKey() + cohort.getValue().size() - 1)
              .max()
              .orElse(CohortAggregates.NEVER),
          cohorts.last());
    }
  }

  @Property(tries = 200)
  void cohorts_of_partitions_add_up_to_those_of_all(
      @ForAll("customers") List<List<Fact>> customers,
      @ForAll("zones") ZoneId zone,
      @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(zone);
    int cut = random.nextInt(customers.size() + 1);
    for (Granularity granularity : Granularity.values()) {
      CohortAggregates all =
          told(customers, calendar, random).cohorts(granularity, -ALL_MONTHS, ALL_MONTHS);
      CohortAggregates one =
          told(customers.subList(0, cut), calendar, random)
              .cohorts(granularity, -ALL_MONTHS, ALL_MONTHS);
      CohortAggregates other =
          told(customers.subList(cut, customers.size()), calendar, random)
              .cohorts(granularity, -ALL_MONTHS, ALL_MONTHS);

      assertEquals(all, one.plus(other));
      assertEquals(all, other.plus(one));
    }
  }

  @Property(tries = 200)
  void opt_ins_are_those_of_the_newest_profiles_that_are_left(
      @ForAll("customers") List<List<Fact>> customers, @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(ZoneId.of("UTC"));
    RunningAggregates aggregates = told(customers, calendar, random);

    long[] optIns = new long[3];
    for (List<Fact> facts : customers) {
      newestProfile(Lives.surviving(facts))
          .ifPresent(
              known -> {
                optIns[0] += known.profile().emailOptIn().orElse(false) ? 1 : 0;
                optIns[1] += known.profile().smsOptIn().orElse(false) ? 1 : 0;
                optIns[2] += known.profile().pushOptIn().orElse(false) ? 1 : 0;
              });
    }
    assertEquals(List.of(Channel.EMAIL, Channel.SMS, Channel.PUSH), Channel.ALL);
    assertEquals(List.of(optIns[0], optIns[1], optIns[2]), list(aggregates.snapshot().optIns()));
  }

  @Property(tries = 200)
  void tallies_kept_up_are_those_added_up_anew(
      @ForAll("customers") List<List<Fact>> customers,
      @ForAll("zones") ZoneId zone,
      @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(zone);
    RunningAggregates kept = new RunningAggregates(calendar);
    List<LifeReplay> replays = replayed(customers, kept, new Migrations(calendar), random);

    RunningAggregates anew = new RunningAggregates(calendar);
    replays.forEach(replay -> anew.move(Optional.empty(), replay.customer));

    assertTrue(anew.agreeWith(kept));
  }

  private static RunningAggregates told(
      List<List<Fact>> customers, TenantCalendar calendar, Random random) {
    RunningAggregates aggregates = new RunningAggregates(calendar);
    replayed(customers, aggregates, new Migrations(calendar), random);
    return aggregates;
  }

  /** Each customer's facts shuffled, some of them twice, and those of all interleaved. */
  private static List<LifeReplay> replayed(
      List<List<Fact>> customers,
      RunningAggregates aggregates,
      Migrations migrations,
      Random random) {
    List<LifeReplay> replays = new ArrayList<>();
    List<Runnable> steps = new ArrayList<>();
    for (List<Fact> facts : customers) {
      LifeReplay replay = new LifeReplay(aggregates, migrations);
      replays.add(replay);
      for (Fact fact : facts) {
        for (int copies = random.nextInt(4) == 0 ? 2 : 1; copies > 0; copies--) {
          steps.add(() -> replay.take(fact));
        }
      }
    }
    Collections.shuffle(steps, random);
    steps.forEach(Runnable::run);
    return replays;
  }

  private static Map<String, List<Cell>> labelled(
      Granularity granularity, CohortAggregates cohorts) {
    Map<String, List<Cell>> labelled = new TreeMap<>();
    cohorts.cohorts().forEach((cohort, cells) -> labelled.put(granularity.label(cohort), cells));
    return labelled;
  }

  private static List<OrderEvent> orders(List<Fact> facts) {
    return facts.stream()
        .flatMap(
            fact ->
                fact instanceof Fact.Order(OrderEvent event)
                    ? Stream.of(event)
                    : Stream.<OrderEvent>empty())
        .toList();
  }

  private static Optional<ProfileRecord.Known> newestProfile(List<Fact> facts) {
    return facts.stream()
        .flatMap(
            fact ->
                fact instanceof Fact.Version(ProfileRecord.Known known)
                    ? Stream.of(known)
                    : Stream.<ProfileRecord.Known>empty())
        .max(Comparator.comparingLong(ProfileRecord.Known::version));
  }

  private static List<Long> list(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of("UTC", "Europe/Kyiv", "America/Sao_Paulo", "Asia/Kathmandu")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<List<List<Fact>>> customers() {
    Arbitrary<List<Fact>> facts =
        Combinators.combine(orderFacts(), Lives.versions())
            .as(
                (orders, versions) -> {
                  List<Fact> all = new ArrayList<>(orders);
                  all.addAll(versions);
                  return List.copyOf(all);
                });
    return facts.list().ofMinSize(1).ofMaxSize(4);
  }

  /** Few orders with many facts, so that facts correct each other; times crowd at new months. */
  private static Arbitrary<List<Fact>> orderFacts() {
    Arbitrary<Integer> order = Arbitraries.integers().between(1, 6);
    Arbitrary<Long> minor = Arbitraries.longs().between(0, 300_000);
    Arbitrary<Integer> kind = Arbitraries.of(0, 0, 0, 0, 1, 1, 2, 3, 4);
    return Combinators.combine(order, times(), minor, kind)
        .as(RunningAggregatesPropertiesTest::fact)
        .list()
        .ofMaxSize(18)
        .map(RunningAggregatesPropertiesTest::withOwnIds);
  }

  private static Arbitrary<Instant> times() {
    Arbitrary<Instant> any =
        Arbitraries.integers()
            .between(0, 24 * 400)
            .map(hours -> Lives.NOW.minus(Duration.ofHours(hours)));
    Arbitrary<Instant> nearNewMonth =
        Combinators.combine(
                Arbitraries.integers().between(0, 12), Arbitraries.integers().between(-9, 9))
            .as(
                (months, hours) ->
                    LocalDate.of(2026, 5, 1)
                        .minusMonths(months)
                        .atStartOfDay(ZoneId.of("UTC"))
                        .toInstant()
                        .plus(Duration.ofMinutes(45L * hours)));
    return Arbitraries.oneOf(any, nearNewMonth);
  }

  private record Draft(String order, Instant at, Money money, int kind) {}

  private static Draft fact(int order, Instant at, long minor, int kind) {
    return new Draft("o" + order, at, new Money(minor), kind);
  }

  private static List<Fact> withOwnIds(List<Draft> drafts) {
    List<Fact> facts = new ArrayList<>();
    for (Draft draft : drafts) {
      var head = Lives.ANN.head("e" + facts.size(), draft.at());
      String order = draft.order();
      OrderEvent event =
          switch (draft.kind()) {
            case 0 -> new OrderCreated(head, order, draft.money(), List.of());
            case 1 -> new OrderCompleted(head, order, Optional.of(draft.money()));
            case 2 -> new OrderCancelled(head, order, Optional.empty());
            default -> new OrderRefunded(head, order, order + "-r" + draft.kind(), draft.money());
          };
      facts.add(new Fact.Order(event));
    }
    return List.copyOf(facts);
  }
}
