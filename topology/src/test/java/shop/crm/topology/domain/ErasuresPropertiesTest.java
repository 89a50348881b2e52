package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.Lives.Fact;

/**
 * A customer is a function of orders, versions of the profile, entries of the ledger and erasures:
 * neither their order nor their number of copies matters.
 */
class ErasuresPropertiesTest {

  @Property
  void any_order_and_any_duplicates_of_all_facts_give_the_same_customer(
      @ForAll("lives") List<Fact> facts, @ForAll Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    facts.stream().filter(fact -> random.nextInt(3) == 0).forEach(shuffled::add);
    Collections.shuffle(shuffled, random);
    shuffled.addAll(facts.subList(0, facts.size() / 2));

    LifeReplay straight = LifeReplay.of(facts);
    LifeReplay other = LifeReplay.of(shuffled);

    assertEquals(straight.remains(), other.remains());
    assertTrue(straight.aggregates.agreeWith(other.aggregates));
  }

  @Property
  void what_an_erasure_leaves_is_what_the_newer_facts_alone_would_make(
      @ForAll("lives") List<Fact> facts, @ForAll Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, random);

    Map<String, Object> erased = LifeReplay.of(shuffled).figures();

    assertEquals(LifeReplay.of(Lives.surviving(facts)).figures(), erased);
  }

  @Property
  void facts_that_come_while_the_rows_of_the_erased_still_go_are_those_of_the_next_customer(
      @ForAll("lives") List<Fact> facts, @ForAll Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, random);
    LifeReplay slow = LifeReplay.of(List.of());

    for (Fact fact : shuffled) {
      slow.slice = random.nextInt(3);
      slow.take(fact);
    }
    slow.carry(Integer.MAX_VALUE);

    assertEquals(LifeReplay.of(Lives.surviving(facts)).figures(), slow.figures());
    assertEquals(LifeReplay.of(facts).remains(), slow.remains());
    assertTrue(LifeReplay.of(facts).aggregates.agreeWith(slow.aggregates));
  }

  @Property
  void the_kept_customer_is_the_one_computed_anew_and_tallies_are_of_nobody_else(
      @ForAll("lives") List<Fact> facts, @ForAll Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, random);
    LifeReplay replay = LifeReplay.of(shuffled);

    Optional<CustomerState> anew =
        replay.customer.map(
            kept ->
                CustomerDecisions.recomputed(
                    kept, replay.orders.values(), replay.entries.values(), Rules.DEFAULT));

    assertEquals(replay.customer, anew);
    RunningAggregates scratch = new RunningAggregates(new TenantCalendar(ZoneOffset.UTC));
    scratch.move(Optional.empty(), anew);
    assertTrue(scratch.agreeWith(replay.aggregates));
  }

  @Property
  void changes_are_a_chain_without_a_gap_over_erasures(
      @ForAll("lives") List<Fact> facts, @ForAll Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, random);
    LifeReplay replay = LifeReplay.of(shuffled);

    Chain chain = Chain.follow(replay.changes);

    assertEquals(
        replay.customer.flatMap(CustomerState::standing).map(Standing::segment), chain.segment());
    assertEquals(
        replay.customer.map(customer -> customer.loyalty().tier()).orElse("bronze"), chain.tier());
  }

  @Provide
  Arbitrary<List<Fact>> lives() {
    return Lives.any();
  }
}
