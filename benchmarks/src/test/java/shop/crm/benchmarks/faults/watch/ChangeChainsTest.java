package shop.crm.benchmarks.faults.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.check.Faults;

class ChangeChainsTest {

  private final ChangeChains chains = new ChangeChains(new Faults());

  private void add(String type, String id, String data) throws JsonProcessingException {
    chains.add(
        new ObjectMapper()
            .readTree(
                "{\"type\":\"customer.%s\",\"id\":\"t/ann:%s\",\"subject\":\"ann\",\"data\":{%s}}"
                    .formatted(type, id, data)));
  }

  private void segment(String id, String old, String next) throws JsonProcessingException {
    add("segment_changed", id, "\"old_segment\":%s,\"new_segment\":\"%s\"".formatted(old, next));
  }

  private void tier(String id, String old, String next) throws JsonProcessingException {
    add("tier_changed", id, "\"old_tier\":\"%s\",\"new_tier\":\"%s\"".formatted(old, next));
  }

  @Test
  void a_chain_is_whole_where_each_old_is_the_new_before() throws Exception {
    segment("1", "null", "New Customers");
    segment("2", "\"New Customers\"", "Promising");
    tier("3", "bronze", "silver");
    assertEquals(0, chains.broken());
    assertEquals("Promising", chains.segment("ann"));
    assertEquals("silver", chains.tier("ann"));
    assertEquals("null", chains.segment("bob"));
    assertEquals("bronze", chains.tier("bob"));
  }

  @Test
  void a_move_from_where_the_customer_was_not_is_a_gap() throws Exception {
    segment("1", "null", "New Customers");
    segment("3", "\"Promising\"", "Champions");
    assertEquals(1, chains.broken());
    tier("4", "silver", "gold");
    assertEquals(2, chains.broken());
  }

  @Test
  void an_id_that_comes_again_is_a_double() throws Exception {
    segment("1", "null", "New Customers");
    segment("1", "null", "New Customers");
    assertEquals(1, chains.broken());
  }

  @Test
  void who_enters_must_be_outside_and_who_leaves_inside() throws Exception {
    add("segment_entered", "1", "\"segment_id\":\"buyers\"");
    add("segment_left", "2", "\"segment_id\":\"buyers\"");
    add("segment_entered", "3", "\"segment_id\":\"buyers\"");
    assertEquals(0, chains.broken());
    add("segment_entered", "4", "\"segment_id\":\"buyers\"");
    assertEquals(1, chains.broken());
    add("segment_left", "5", "\"segment_id\":\"others\"");
    assertEquals(2, chains.broken());
  }

  @Test
  void versions_of_profiles_may_come_in_any_order_but_none_may_be_missing() throws Exception {
    add("updated", "v2", "");
    add("created", "v1", "");
    chains.checkVersions();
    assertEquals(0, chains.broken());
    add("updated", "v4", "");
    chains.checkVersions();
    assertEquals(1, chains.broken());
  }

  @Test
  void who_comes_back_to_a_tier_is_told_from_who_moves_on() throws Exception {
    tier("1", "bronze", "silver");
    chains.forgetTierMoves();
    tier("2", "silver", "bronze");
    assertEquals(1, chains.tierMovers());
    assertEquals(0, chains.tierReturners());
    tier("3", "bronze", "silver");
    assertEquals(1, chains.tierMovers());
    assertEquals(1, chains.tierReturners());
  }

  @Test
  void the_feed_is_held_to_types_and_ids() throws Exception {
    tier("1", "bronze", "silver");
    add("segment_entered", "2", "\"segment_id\":\"buyers\"");
    assertEquals(Set.of("customer.tier_changedt/ann:1", "customer.segment_t/ann:2"), chains.ids());
  }
}
