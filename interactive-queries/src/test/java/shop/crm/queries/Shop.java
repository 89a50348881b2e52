package shop.crm.queries;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Money;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.Scores;
import shop.crm.schemas.event.ChangeEvent.Cause;
import shop.crm.schemas.event.ChangeEvent.SegmentChanged;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.event.ChangeEvent.TierChanged;
import shop.crm.schemas.event.OrderItem;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Loyalty;
import shop.crm.schemas.state.Memberships;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.OrderState.Cancelled;
import shop.crm.schemas.state.OrderState.Completed;
import shop.crm.schemas.state.OrderState.Created;
import shop.crm.schemas.state.OrderState.Refund;
import shop.crm.schemas.state.Purchases;
import shop.crm.topology.Publishing;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.TenantTallies;

/** A small shop: two customers, their orders, and the rules. */
final class Shop {

  static final CustomerKey ANNA = new CustomerKey("default", "anna");
  static final CustomerKey STUB = new CustomerKey("default", "c@1:2+3");
  static final CustomerKey ELSEWHERE = new CustomerKey("other", "anna");

  static final Instant JAN = Instant.parse("2026-01-10T10:00:00Z");
  static final Instant FEB = Instant.parse("2026-02-10T10:00:00Z");

  static final Standing CHAMPION = new Standing(new Scores(5, 4, 5), RfmSegment.CHAMPIONS);

  private Shop() {}

  static TopologySettings settings() {
    var rules =
        new Settings(
            RfmRules.of(180, Collections.nCopies(125, RfmSegment.CHAMPIONS)),
            new LoyaltyRules(
                BigDecimal.ONE, List.of(0L, 1_000L, 5_000L), List.of("bronze", "silver", "gold")),
            ZoneOffset.UTC);
    return new TopologySettings(
        rules, "UAH", "default", 2, Duration.ofHours(24), 0.05, Publishing.STANDARD);
  }

  /** Those of so many customers who have ordered nothing. */
  static TenantTallies tallies(long customers) {
    TenantTallies none = TenantTallies.EMPTY;
    return new TenantTallies(
        customers,
        0,
        0,
        none.segmentCustomers(),
        none.segmentRevenueMinor(),
        none.recency(),
        none.frequency(),
        none.monetary(),
        Map.of(),
        none.optIns(),
        none.rules());
  }

  static CustomerState anna() {
    Profile profile =
        new Profile(
            Optional.of("anna@example.com"),
            Optional.of("+380501112233"),
            Optional.of("Анна"),
            Optional.of("Коваль"),
            Optional.of(LocalDate.of(1990, 5, 17)),
            Optional.of("female"),
            List.of(
                new Address(
                    Optional.of("a1"),
                    Address.Type.SHIPPING,
                    Optional.of("Хрещатик 1"),
                    Optional.empty(),
                    Optional.of("Київ"),
                    Optional.empty(),
                    Optional.of("01001"),
                    Optional.of("UA"),
                    true)),
            List.of("vip", "tea"),
            Optional.of("web"),
            Optional.of(true),
            Optional.empty(),
            Optional.of(false));
    return new CustomerState(
        JAN,
        FEB,
        3,
        profile,
        Purchases.NONE.with(JAN, money("1000.00")).with(FEB, money("234.51")),
        new Loyalty(1_000, 0, 0, "silver"),
        Optional.of(CHAMPION),
        Memberships.NONE,
        2,
        1,
        Optional.empty(),
        Optional.empty(),
        0);
  }

  static CustomerState stub() {
    return new CustomerState(
        JAN,
        JAN,
        1,
        Profile.STUB,
        Purchases.NONE,
        Loyalty.none("bronze"),
        Optional.empty(),
        Memberships.NONE,
        0,
        -1,
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** Completed and partly refunded. */
  static OrderState completed() {
    return new OrderState(
        "o-1",
        Optional.of(
            new Created(
                "e1",
                JAN,
                money("1100.00"),
                List.of(
                    new OrderItem(
                        "tea", Optional.of("Tea"), 2, Optional.of(new BigDecimal("550.00")))))),
        Optional.of(new Completed("e2", JAN.plusSeconds(3_600), Optional.empty())),
        Optional.empty(),
        List.of(new Refund("e3", JAN.plusSeconds(7_200), "r-1", money("100.00"))));
  }

  static OrderState created(String id, Instant at, String total) {
    return new OrderState(
        id,
        Optional.of(new Created("e-" + id, at, money(total), List.of())),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Of which only the cancellation is known. */
  static OrderState onlyCancelled() {
    return new OrderState(
        "o-3",
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Cancelled("e5", FEB.minusSeconds(60), Optional.of("changed their mind"))),
        List.of());
  }

  /** Newest first. */
  static List<Activity> activities() {
    return List.of(
        new Activity.Changed(
            new SegmentChanged(ANNA, 2, Optional.empty(), Optional.of(CHAMPION), Cause.ORDER, FEB)),
        new Activity.Changed(
            new TierChanged(
                ANNA, 1, "bronze", "silver", 1_000, true, Cause.ORDER, JAN.plusSeconds(3_601))),
        new Activity.Registered(JAN.minusSeconds(60), 1, "reg-1", 1));
  }

  static Money money(String text) {
    return Money.parse(text);
  }
}
