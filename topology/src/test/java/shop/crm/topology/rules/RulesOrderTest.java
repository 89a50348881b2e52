package shop.crm.topology.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static shop.crm.topology.rules.RulesOrder.NEWER;
import static shop.crm.topology.rules.RulesOrder.OLDER;
import static shop.crm.topology.rules.RulesOrder.SAME;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.rules.RulesOrder.LastStart;

/** Instances that start, one after the other, with configurations A, B and C. */
class RulesOrderTest {

  private static final OptionalLong NONE = OptionalLong.empty();

  /** What lies on the instances' data directories. */
  private final Map<String, LastStart> disks = new HashMap<>();

  private RulesVersion inForce =
      new RulesVersion(1, configuration('A', NONE), origin("first"), List.of());

  private RulesOrder start(String instance, char configured) {
    return start(instance, configured, NONE);
  }

  private RulesOrder start(String instance, char configured, OptionalLong revision) {
    RulesConfiguration own = configuration(configured, revision);
    RulesOrder order = RulesOrder.of(own, inForce, Optional.ofNullable(disks.get(instance)));
    if (order == NEWER) {
      inForce = inForce.next(own, origin(instance));
    }
    disks.put(instance, new LastStart(own.hash(), inForce.number()));
    return order;
  }

  private static RulesVersion.Origin origin(String instance) {
    return new RulesVersion.Origin(instance, Instant.EPOCH);
  }

  private static RulesConfiguration configuration(char name, OptionalLong revision) {
    long silver = 1_000L + name;
    return RulesConfiguration.of(
        new Settings(
            Rules.RFM,
            new LoyaltyRules(BigDecimal.ONE, List.of(0L, silver), List.of("bronze", "silver")),
            Rules.DEFAULT.timeZone()),
        revision);
  }

  @Test
  void a_rolling_change_is_one_new_version() {
    running("one", "two", "three");

    assertEquals(
        List.of(NEWER, SAME, SAME),
        List.of(start("one", 'B'), start("two", 'B'), start("three", 'B')));
    assertEquals(2, inForce.number());
  }

  @Test
  void an_instance_that_restarts_before_its_turn_follows() {
    running("one", "two");
    start("one", 'B');

    assertEquals(OLDER, start("two", 'A'));
    assertEquals(OLDER, start("two", 'A'));
    assertEquals(SAME, start("two", 'B'));
  }

  @Test
  void rolling_back_is_one_new_version() {
    running("one", "two");
    start("one", 'B');
    start("two", 'B');

    assertEquals(List.of(NEWER, SAME), List.of(start("one", 'A'), start("two", 'A')));
    assertEquals(3, inForce.number());
  }

  @Test
  void an_instance_that_restarts_before_its_turn_to_roll_back_follows() {
    running("one", "two");
    start("one", 'B');
    start("two", 'B');
    start("one", 'A');

    assertEquals(OLDER, start("two", 'B'));
  }

  @Test
  void half_a_change_is_taken_back_by_the_instance_that_had_it() {
    running("one", "two");
    start("one", 'B');
    start("two", 'A');

    assertEquals(NEWER, start("one", 'A'));
  }

  @Test
  void what_is_rolled_back_may_be_brought_again() {
    running("one", "two");
    start("one", 'B');
    start("two", 'B');
    start("one", 'A');
    start("two", 'A');

    assertEquals(List.of(NEWER, SAME), List.of(start("two", 'B'), start("one", 'B')));
  }

  @Test
  void the_late_part_of_a_change_that_another_has_gone_beyond_is_older() {
    running("one", "two", "three");
    start("one", 'B');
    start("two", 'B');
    start("one", 'C');

    assertEquals(OLDER, start("three", 'B'));
    assertEquals(SAME, start("two", 'C'));
    assertEquals(SAME, start("three", 'C'));
  }

  @Test
  void an_instance_that_followed_a_version_learns_only_later_that_it_was_replaced() {
    running("one", "two");
    start("one", 'B');
    start("two", 'A');
    start("one", 'C');

    assertEquals(OLDER, start("two", 'B'));
  }

  @Test
  void an_empty_disk_brings_what_was_never_in_force_and_follows_otherwise() {
    running("one");

    assertEquals(SAME, start("new pod", 'A'));
    assertEquals(NEWER, start("another", 'B'));
    assertEquals(OLDER, start("yet another", 'A'));
  }

  @Test
  void a_greater_revision_is_newer_whatever_the_disks_say() {
    start("one", 'B', OptionalLong.of(5));

    assertEquals(NEWER, start("new pod", 'A', OptionalLong.of(6)));
    assertEquals(OLDER, start("another", 'B', OptionalLong.of(5)));
    assertEquals(OLDER, start("never seen", 'C', OptionalLong.of(5)));
    assertEquals(SAME, start("rolled", 'A', OptionalLong.of(7)));
  }

  @Test
  void an_instance_without_a_revision_is_told_by_its_disk_and_what_it_brings_has_the_one_before() {
    start("one", 'B', OptionalLong.of(5));

    assertEquals(OLDER, start("new pod", 'A'));
    assertEquals(NEWER, start("another", 'C'));
    assertEquals(OLDER, start("one", 'B', OptionalLong.of(5)));
    assertEquals(NEWER, start("one", 'B', OptionalLong.of(6)));
  }

  @Test
  void a_revision_keeps_what_is_configured_where_the_one_that_was_changed_is_gone() {
    running("one", "two");
    start("one", 'B');

    assertEquals(OLDER, start("two", 'A'));
    assertEquals(NEWER, start("two", 'A', OptionalLong.of(1)));
  }

  @Test
  void only_so_many_earlier_configurations_are_known() {
    RulesVersion last = inForce;
    for (int i = 0; i < 2 * RulesVersion.REMEMBERED; i++) {
      last = last.next(configuration((char) ('B' + i), NONE), origin("one"));
    }

    assertEquals(RulesVersion.REMEMBERED, last.earlier().size());
    assertEquals(last.number() - 1, last.earlier().getFirst().number());
  }

  @Test
  void a_configuration_that_was_in_force_twice_is_known_by_its_last_version() {
    start("one", 'A');
    start("one", 'B');
    start("one", 'A');
    start("one", 'C');

    assertEquals(OptionalLong.of(3), inForce.lastWith(configuration('A', NONE).hash()));
    assertEquals(2, inForce.earlier().size());
  }

  private void running(String... instances) {
    for (String instance : instances) {
      assertEquals(SAME, start(instance, 'A'));
    }
  }
}
