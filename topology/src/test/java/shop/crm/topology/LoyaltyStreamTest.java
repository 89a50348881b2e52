package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.LoyaltyEntry;

/** Points come from orders and from the ledger. */
class LoyaltyStreamTest {

  private static final Instant START = CrmDriver.START;

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void more_points_than_json_numbers_hold_exactly_are_refused() {
    Instant at = START;
    long most = LoyaltyEntry.MAX_POINTS;
    int entries = (int) (Loyalty.MAX_POINTS / most);
    for (int i = 0; i < entries; i++) {
      crm.enter(ann.adjusted("l" + i, most, at));
    }
    crm.enter(ann.adjusted("rest", Loyalty.MAX_POINTS % most, at));
    crm.enter(ann.adjusted("more", 1, at));
    crm.send(ann.created("o1", "1.00", at), ann.completed("o1", at));

    assertEquals(Loyalty.MAX_POINTS, crm.only(ann).loyalty().points());
    assertEquals(List.of(Reason.TOO_LARGE, Reason.TOO_LARGE), crm.rejected());
    assertEquals(1, crm.only(ann).purchases().count());
  }

  @Test
  void an_adjustment_gives_points_and_can_raise_the_tier() {
    crm.enter(ann.adjusted("l1", 1_500, START));

    assertEquals(new Loyalty(0, 1_500, 1_500, "silver"), crm.only(ann).loyalty());
    assertEquals(
        List.of(
            """
            {"old_tier":"bronze","new_tier":"silver","tier_points":1500,"direction":"up",\
            "cause":"loyalty","changed_at":"2026-06-01T12:00:00Z"}\
            """),
        tierChanges());
  }

  @Test
  void what_is_redeemed_expires_or_is_taken_away_never_costs_a_tier() {
    crm.send(ann.created("o1", "1200.00", START), ann.completed("o1", START));
    tierChanges();

    crm.enter(ann.redeemed("l1", 700, START));
    crm.enter(ann.expired("l2", 300, START));
    crm.enter(ann.adjusted("l3", -150, START));

    assertEquals(new Loyalty(1_200, -1_150, 0, "silver"), crm.only(ann).loyalty());
    assertEquals(50, crm.only(ann).loyalty().points());
    assertEquals(List.of(), tierChanges());
  }

  @Test
  void an_entry_counts_once() {
    crm.enter(ann.adjusted("l1", 1_500, START), ann.redeemed("l2", 100, START));
    crm.enter(ann.expired("l3", 10, START));
    CustomerState state = crm.only(ann);
    assertEquals(1_390, state.loyalty().points());
    tierChanges();

    crm.enter(ann.adjusted("l1", 1_500, START), ann.redeemed("l2", 100, START));
    crm.enter(ann.expired("l3", 10, START), ann.adjusted("l1", 9_000, START.plusSeconds(1)));

    assertEquals(state, crm.only(ann));
    assertEquals(List.of(), tierChanges());
  }

  @Test
  void a_refund_takes_back_what_that_order_earned() {
    crm.send(ann.created("o1", "1200.00", START), ann.completed("o1", START));
    crm.send(ann.created("o2", "80.00", START), ann.completed("o2", START));
    crm.enter(ann.redeemed("l1", 300, START));
    tierChanges();

    crm.send(ann.refunded("o1", "r1", "500.00", START.plusSeconds(60)));
    assertEquals(new Loyalty(780, -300, 0, "bronze"), crm.only(ann).loyalty());
    crm.send(ann.refunded("o1", "r2", "700.00", START.plusSeconds(61)));
    crm.send(ann.refunded("o1", "r3", "50.00", START.plusSeconds(62)));

    // The other order's points stay; what was redeemed of the refunded ones is owed.
    assertEquals(new Loyalty(80, -300, 0, "bronze"), crm.only(ann).loyalty());
    assertEquals(
        List.of(
            """
            {"old_tier":"silver","new_tier":"bronze","tier_points":780,"direction":"down",\
            "cause":"order","changed_at":"2026-06-01T12:00:00Z"}\
            """),
        tierChanges());
  }

  private List<String> tierChanges() {
    return crm.read(Topics.TIER_CHANGED).stream()
        .map(event -> event.get("data").toString())
        .toList();
  }
}
