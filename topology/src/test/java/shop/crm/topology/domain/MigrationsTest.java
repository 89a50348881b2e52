package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.topology.Facts;

/** Moves between segments by the days of a time zone. */
class MigrationsTest {

  private static final Facts ANN = Facts.of("ann");
  private static final int FIRST = Math.toIntExact(LocalDate.parse("2026-05-01").toEpochDay());
  private static final Migration WAY =
      new Migration(Optional.empty(), Optional.of(RfmSegment.LOST), Cause.ORDER);

  private final Migrations kyiv = new Migrations(new TenantCalendar(ZoneId.of("Europe/Kyiv")));

  private static Activity moved(String at) {
    return new Activity.Changed(
        new SegmentChanged(
            ANN.customer(),
            1,
            Optional.empty(),
            Optional.of(new Standing(new Scores(1, 1, 1), RfmSegment.LOST)),
            Cause.ORDER,
            Instant.parse(at)));
  }

  private static DayMigrations times(long count) {
    return DayMigrations.NONE.with(WAY, count);
  }

  /** In Kyiv it is three hours later than in UTC. */
  @Test
  void a_move_is_of_the_day_that_calendars_show_there() {
    Instant at = Instant.parse("2026-05-03T12:00:00Z");
    ChangeEvent tier =
        new TierChanged(
            ANN.customer(), 2, new TierMove("bronze", "silver", true), 1_000, Cause.ORDER, at);

    Set<Integer> days =
        kyiv.count(
            List.of(
                moved("2026-04-30T20:59:59.999999Z"),
                moved("2026-04-30T21:00:00Z"),
                new Activity.Changed(tier),
                moved("2026-05-01T20:59:59Z")),
            1);

    assertEquals(Set.of(FIRST - 1, FIRST), days);
    assertEquals(List.of(times(1), times(2)), List.of(kyiv.day(FIRST - 1), kyiv.day(FIRST)));
    assertEquals(DayMigrations.NONE, kyiv.day(FIRST + 1));
  }

  @Test
  void days_are_given_from_one_up_to_and_with_another() {
    for (int day = 0; day < 4; day++) {
      kyiv.put(FIRST + day, times(day + 1));
    }

    assertEquals(
        Map.of(FIRST + 1, times(2), FIRST + 2, times(3)), kyiv.between(FIRST + 1, FIRST + 2));
    assertEquals(4, kyiv.all().size());
  }

  @Test
  void a_day_whose_moves_are_taken_out_is_gone() {
    List<Activity> one = List.of(moved("2026-05-01T12:00:00Z"));
    kyiv.count(one, 1);

    assertEquals(Set.of(FIRST), kyiv.count(one, -1));
    assertEquals(Map.of(), kyiv.all());
  }
}
