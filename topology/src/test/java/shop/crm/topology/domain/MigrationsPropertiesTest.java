package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.state.MigrationsRow;
import shop.crm.topology.domain.Lives.Fact;

/** Moves between RFM segments by day are those that were published of customers who are left. */
class MigrationsPropertiesTest {

  @Property(tries = 300)
  void moves_by_day_are_those_published_of_lives_that_last(
      @ForAll("customers") List<List<Fact>> customers,
      @ForAll("zones") ZoneId zone,
      @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(zone);
    Migrations migrations = new Migrations(calendar);
    List<LifeReplay> replays =
        customers.stream()
            .map(
                facts ->
                    lived(
                        facts, new LifeReplay(new RunningAggregates(calendar), migrations), random))
            .toList();

    Map<String, Long> published = new TreeMap<>();
    replays.forEach(
        replay ->
            lastLife(replay).forEach(move -> published.merge(told(move, zone), 1L, Long::sum)));

    assertEquals(published, counted(migrations));
  }

  @Property(tries = 200)
  void what_comes_into_a_segment_less_what_leaves_it_is_who_is_in_it(
      @ForAll("customers") List<List<Fact>> customers,
      @ForAll("zones") ZoneId zone,
      @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(zone);
    Migrations migrations = new Migrations(calendar);
    RunningAggregates aggregates = new RunningAggregates(calendar);
    customers.forEach(facts -> lived(facts, new LifeReplay(aggregates, migrations), random));

    long[] net = new long[RfmSegment.ALL.size()];
    for (DayMigrations day : migrations.all().values()) {
      day.forEach(
          (way, count) -> {
            assertTrue(count > 0);
            way.to().ifPresent(to -> net[to.ordinal()] += count);
            way.from().ifPresent(from -> net[from.ordinal()] -= count);
          });
    }

    assertEquals(
        Arrays.stream(aggregates.snapshot().segmentCustomers()).boxed().toList(),
        Arrays.stream(net).boxed().toList());
  }

  @Property(tries = 200)
  void a_day_is_the_same_after_it_was_stored(
      @ForAll("customers") List<List<Fact>> customers,
      @ForAll("zones") ZoneId zone,
      @ForAll Random random) {
    TenantCalendar calendar = new TenantCalendar(zone);
    Migrations migrations = new Migrations(calendar);
    customers.forEach(
        facts -> lived(facts, new LifeReplay(new RunningAggregates(calendar), migrations), random));

    for (DayMigrations day : migrations.all().values()) {
      assertEquals(day, MigrationsRow.decode(MigrationsRow.encode(day)));
      assertEquals(day, DayMigrations.NONE.plus(day));
    }
  }

  /** The facts in some order, some of them twice, with up to two weeks between them. */
  private static LifeReplay lived(List<Fact> facts, LifeReplay replay, Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    facts.stream().filter(fact -> random.nextInt(4) == 0).forEach(shuffled::add);
    Collections.shuffle(shuffled, random);
    for (Fact fact : shuffled) {
      replay.now = replay.now.plus(Duration.ofMinutes(random.nextInt(20_000)));
      replay.followTime();
      replay.take(fact);
    }
    return replay;
  }

  /** Changes since the last erasure. */
  private static List<SegmentChanged> lastLife(LifeReplay replay) {
    return replay.changes.subList(replay.changesBefore, replay.changes.size()).stream()
        .filter(SegmentChanged.class::isInstance)
        .map(SegmentChanged.class::cast)
        .toList();
  }

  private static String told(SegmentChanged move, ZoneId zone) {
    LocalDate day = move.changedAt().atZone(zone).toLocalDate();
    return day
        + " "
        + name(move.before().map(Standing::segment))
        + " "
        + name(move.after().map(Standing::segment))
        + " "
        + move.cause();
  }

  private static Map<String, Long> counted(Migrations migrations) {
    Map<String, Long> counted = new TreeMap<>();
    migrations
        .all()
        .forEach(
            (day, moves) ->
                moves.forEach(
                    (way, count) ->
                        counted.put(
                            LocalDate.ofEpochDay(day)
                                + " "
                                + name(way.from())
                                + " "
                                + name(way.to())
                                + " "
                                + way.cause(),
                            count)));
    return counted;
  }

  private static String name(Optional<RfmSegment> segment) {
    return segment.map(Enum::name).orElse("none");
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of("UTC", "Europe/Kyiv", "Pacific/Kiritimati").map(ZoneId::of);
  }

  @Provide
  Arbitrary<List<List<Fact>>> customers() {
    return Lives.any().list().ofMinSize(1).ofMaxSize(3);
  }
}
