package shop.crm.topology.domain.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.schemas.model.segment.Condition;

/** A customer of whom much is known, and one of whom nothing is. */
final class Ann {

  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final CustomerKey KEY = new CustomerKey("shop", "ann");
  private static final Optional<String> NONE = Optional.empty();

  private Ann() {}

  /** Ordered 100 days, 40 days, 40 days and one and a half days ago. */
  static Subject known() {
    return new Subject(KEY, knownState(), NOW);
  }

  static CustomerState knownState() {
    return state(
        profile(),
        Purchases.NONE
            .with(daysAgo(100), Money.parse("10.00"))
            .with(daysAgo(40), Money.parse("20.00"))
            .with(daysAgo(40), Money.parse("0.05"))
            .with(NOW.minus(Duration.ofHours(36)), Money.parse("5.00")),
        Optional.of(new Standing(new Scores(5, 3, 2), RfmSegment.LOYAL_CUSTOMERS)));
  }

  static Subject stub() {
    return new Subject(KEY, stubState(), NOW);
  }

  static CustomerState stubState() {
    return state(Profile.NOTHING, Purchases.NONE, Optional.empty());
  }

  private static CustomerState state(
      Profile profile, Purchases purchases, Optional<Standing> standing) {
    return CustomerState.begin(daysAgo(200), "bronze")
        .touched(daysAgo(1))
        .withProfile(profile, 3, 1)
        .withPurchases(purchases, 0)
        .withLoyalty(new Loyalty(1_500, -250, 0, "silver"))
        .withStanding(standing, 1);
  }

  private static Profile profile() {
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of("ann@example.org"))
        .text(ProfileField.FIRST_NAME, Optional.of("Ann"))
        .date(ProfileField.DATE_OF_BIRTH, Optional.of(LocalDate.parse("1990-05-17")))
        .addresses(
            List.of(
                address("Kyiv", Address.Type.SHIPPING, true),
                address("Lviv", Address.Type.BILLING, false)))
        .tags(List.of("vip", "b2b"))
        .text(ProfileField.SOURCE, Optional.of("web"))
        .flag(ProfileField.EMAIL_OPT_IN, Optional.of(true))
        .flag(ProfileField.SMS_OPT_IN, Optional.of(false))
        .build();
  }

  private static Address address(String city, Address.Type type, boolean isDefault) {
    return new Address(
        NONE,
        type,
        new Address.Place(NONE, NONE, Optional.of(city), NONE, NONE, Optional.of("UA")),
        isDefault);
  }

  static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  static Condition condition(String json) {
    try {
      return ConditionsJson.stored(JSON.readTree(json)).root();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  static Condition leaf(String field, String operator, String value) {
    return condition(
        "{\"field\":\"%s\",\"operator\":\"%s\",\"value\":%s}".formatted(field, operator, value));
  }
}
