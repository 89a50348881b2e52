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
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.settings.Publishing;
import shop.crm.topology.settings.TopologySettings;

/** A small shop: two customers, their orders, and the rules. */
public final class Shop {

  static final CustomerKey ANNA = new CustomerKey("default", "anna");
  static final CustomerKey STUB = new CustomerKey("default", "c@1:2+3");
  static final CustomerKey ELSEWHERE = new CustomerKey("other", "anna");

  public static final Instant JAN = Instant.parse("2026-01-10T10:00:00Z");
  static final Instant FEB = Instant.parse("2026-02-10T10:00:00Z");

  static final Standing CHAMPION = new Standing(new Scores(5, 4, 5), RfmSegment.CHAMPIONS);

  private Shop() {}

  public static TopologySettings settings() {
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
  public static TenantAggregates aggregates(long customers) {
    TenantAggregates none = TenantAggregates.EMPTY;
    return new TenantAggregates(
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

  public static CustomerState anna() {
    Profile profile =
        Profile.NOTHING
            .edit()
            .text(ProfileField.EMAIL, Optional.of("anna@example.com"))
            .text(ProfileField.PHONE, Optional.of("+380501112233"))
            .text(ProfileField.FIRST_NAME, Optional.of("Анна"))
            .text(ProfileField.LAST_NAME, Optional.of("Коваль"))
            .date(ProfileField.DATE_OF_BIRTH, Optional.of(LocalDate.of(1990, 5, 17)))
            .text(ProfileField.GENDER, Optional.of("female"))
            .addresses(
                List.of(
                    new Address(
                        Optional.of("a1"),
                        Address.Type.SHIPPING,
                        new Address.Place(
                            Optional.of("Хрещатик 1"),
                            Optional.empty(),
                            Optional.of("Київ"),
                            Optional.empty(),
                            Optional.of("01001"),
                            Optional.of("UA")),
                        true)))
            .tags(List.of("vip", "tea"))
            .text(ProfileField.SOURCE, Optional.of("web"))
            .flag(ProfileField.EMAIL_OPT_IN, Optional.of(true))
            .flag(ProfileField.PUSH_OPT_IN, Optional.of(false))
            .build();
    return CustomerState.begin(JAN, "bronze")
        .touched(FEB)
        .withProfile(profile, 3, 1)
        .withPurchases(Purchases.NONE.with(JAN, money("1000.00")).with(FEB, money("234.51")), 1)
        .withLoyalty(new Loyalty(1_000, 0, 0, "silver"))
        .withStanding(Optional.of(CHAMPION), 2);
  }

  public static CustomerState stub() {
    return CustomerState.begin(JAN, "bronze").withProfile(Profile.STUB, 1, 0);
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
                ANNA,
                1,
                new TierMove("bronze", "silver", true),
                1_000,
                Cause.ORDER,
                JAN.plusSeconds(3_601))),
        new Activity.Registered(JAN.minusSeconds(60), 1, "reg-1", 1));
  }

  static Money money(String text) {
    return Money.parse(text);
  }
}
