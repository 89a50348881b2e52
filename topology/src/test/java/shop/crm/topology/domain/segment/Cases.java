package shop.crm.topology.domain.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.LifecycleStage;
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
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.Nbd;
import shop.crm.topology.domain.clv.Predictions;

/** Customers and conditions by chance, of few values and near each other, so that they meet. */
record Cases(Random random) {

  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int DAYS = 6;
  private static final List<String> TEXTS = List.of("a", "b", "ab", "A", "");

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value.get());
  }

  private Optional<String> text() {
    return maybe(() -> one(TEXTS));
  }

  private Optional<Boolean> flag() {
    return maybe(random::nextBoolean);
  }

  /** Whole days from now, or a microsecond or some hours beside; of the past mostly. */
  Instant time() {
    Instant day = NOW.minus(Duration.ofDays(random.nextInt(-1, DAYS)));
    return switch (random.nextInt(5)) {
      case 0 -> day.plusNanos(1_000);
      case 1 -> day.minusNanos(1_000);
      case 2 -> day.plus(Duration.ofHours(random.nextInt(24)));
      default -> day;
    };
  }

  /** A calendar and a model, mostly: of customers who come often and soon stay away. */
  Predictions predictions() {
    List<String> zones = List.of("UTC", "Europe/Kyiv", "America/Havana", "Pacific/Auckland");
    return new Predictions(ZoneId.of(one(zones)), maybe(() -> model(NOW)));
  }

  /** One that mostly knows what was spent at most: so little that many values are beyond it. */
  ClvModel model(Instant fittedAt) {
    return new ClvModel(
        fittedAt,
        100,
        60,
        Optional.of(
            random.nextBoolean()
                ? new MbgNbd(0.5 + random.nextDouble(), 4 + 4 * random.nextDouble(), 0.8, 2.5)
                : new Nbd(0.5 + random.nextDouble(), 10)),
        Optional.of(new GammaGamma(6, 4, 0.2 + random.nextDouble())),
        Optional.empty(),
        List.of(),
        -123.5,
        maybe(() -> new Money(100 + random.nextInt(700))));
  }

  /** A moment with the resolution of clocks. */
  Instant moment() {
    return NOW.plusMillis(random.nextBoolean() ? 0 : random.nextInt(-1, 86_400_000));
  }

  CustomerKey key() {
    return new CustomerKey(one(List.of("a", "b")), one(List.of("a", "ab")));
  }

  CustomerState customer() {
    Purchases purchases = Purchases.NONE;
    for (int i = random.nextInt(6); i > 0; i--) {
      purchases = purchases.with(time(), new Money(random.nextInt(4) * 50L));
    }
    return CustomerState.begin(time(), "")
        .touched(time())
        .withProfile(profile(), random.nextInt(3), 1)
        .withPurchases(purchases, 0)
        .withLoyalty(new Loyalty(random.nextInt(4), random.nextInt(-3, 3), 0, one(TEXTS)))
        .withStanding(
            maybe(() -> new Standing(Scores.ofCell(random.nextInt(125)), one(RfmSegment.ALL))), 1);
  }

  Profile profile() {
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, text())
        .text(ProfileField.PHONE, text())
        .text(ProfileField.FIRST_NAME, text())
        .text(ProfileField.LAST_NAME, text())
        .date(ProfileField.DATE_OF_BIRTH, maybe(() -> time().atZone(ZoneOffset.UTC).toLocalDate()))
        .text(ProfileField.GENDER, text())
        .text(ProfileField.LANGUAGE, text())
        .addresses(Stream.generate(this::address).limit(random.nextInt(3)).toList())
        .tags(Stream.generate(() -> one(TEXTS)).limit(random.nextInt(3)).toList())
        .text(ProfileField.SOURCE, text())
        .flag(ProfileField.EMAIL_OPT_IN, flag())
        .flag(ProfileField.SMS_OPT_IN, flag())
        .flag(ProfileField.PUSH_OPT_IN, flag())
        .build();
  }

  private Address address() {
    return new Address(
        text(),
        one(List.of(Address.Type.values())),
        new Address.Place(text(), text(), text(), text(), text(), text()),
        random.nextBoolean());
  }

  /** A condition that may hold others, so many levels down. */
  JsonNode condition(int levels) {
    if (levels == 0 || random.nextInt(4) == 0) {
      return leaf();
    }
    return switch (random.nextInt(4)) {
      case 0 -> several(levels - 1);
      case 1 -> JSON.createObjectNode().set("all", several(levels - 1));
      case 2 -> JSON.createObjectNode().set("any", several(levels - 1));
      default -> JSON.createObjectNode().set("not", condition(levels - 1));
    };
  }

  private ArrayNode several(int levels) {
    ArrayNode several = JSON.createArrayNode();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      several.add(condition(levels));
    }
    return several;
  }

  JsonNode leaf() {
    return leaf(one(List.of(SegmentField.values())));
  }

  JsonNode leaf(SegmentField field) {
    Operator operator = one(field.kind().operators());
    ObjectNode leaf = JSON.createObjectNode();
    leaf.put("field", field.isWindow() ? field.wire() + ":" + random.nextInt(1, 7) : field.wire());
    leaf.put("operator", operator.wire());
    switch (operator) {
      case EXISTS -> leaf.put("value", random.nextBoolean());
      case IN -> {
        ArrayNode values = leaf.putArray("value");
        Stream.generate(() -> value(field)).limit(random.nextInt(1, 4)).forEach(values::add);
      }
      case BETWEEN -> leaf.set("value", between(field));
      case EQ, NEQ, GT, LT, GTE, LTE, CONTAINS -> leaf.set("value", value(field));
      case STARTS_WITH -> leaf.put("value", part(field, true));
      case ENDS_WITH -> leaf.put("value", part(field, false));
    }
    return leaf;
  }

  /** The beginning or the end of a text that the field may have; in whole characters. */
  private String part(SegmentField field, boolean first) {
    String text = text(field);
    int characters = text.codePointCount(0, text.length());
    int cut = text.offsetByCodePoints(0, random.nextInt(characters + 1));
    return first ? text.substring(0, cut) : text.substring(cut);
  }

  private JsonNode between(SegmentField field) {
    JsonNode first = value(field);
    JsonNode last = value(field);
    if (field.kind() == SegmentField.Kind.TIME && relative(first) != relative(last)) {
      return JSON.createArrayNode().add(first).add(last);
    }
    boolean ordered = order(first).compareTo(order(last)) <= 0;
    return JSON.createArrayNode().add(ordered ? first : last).add(ordered ? last : first);
  }

  private static boolean relative(JsonNode time) {
    return time.asText().startsWith("-");
  }

  private static BigDecimal order(JsonNode value) {
    String text = value.asText();
    if (!value.isTextual()) {
      return value.decimalValue();
    }
    if (relative(value)) {
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      return BigDecimal.valueOf(text.endsWith("d") ? 24 * count : count);
    }
    Instant time =
        text.length() == 10
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : Instant.parse(text);
    return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
  }

  private JsonNode value(SegmentField field) {
    return switch (field.kind()) {
      case TEXT, TEXTS -> JSON.getNodeFactory().textNode(text(field));
      case NUMBER -> JSON.getNodeFactory().numberNode(number(field));
      case TIME -> JSON.getNodeFactory().textNode(timeText());
      case FLAG, FLAGS, LIST -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
    };
  }

  private String text(SegmentField field) {
    return switch (field) {
      case RFM_SEGMENT -> one(RfmSegment.ALL).displayName();
      case LIFECYCLE_STAGE -> one(List.of(LifecycleStage.values())).wire();
      case ADDRESSES_TYPE -> one(List.of("shipping", "billing", "other", "a"));
      default -> one(TEXTS);
    };
  }

  private double number(SegmentField field) {
    return switch (field) {
      case TOTAL_SPENT, AVERAGE_ORDER, SPENT_IN_LAST_DAYS -> random.nextInt(10) * 0.25;
      case PREDICTED_CLV_365 -> random.nextInt(8_000) / 100.0;
      case PROBABILITY_ALIVE -> random.nextInt(10_001) / 10_000.0;
      default -> random.nextInt(-2, 2 * DAYS) * 0.5;
    };
  }

  private String timeText() {
    int days = random.nextInt(1, DAYS);
    return switch (random.nextInt(4)) {
      case 0 -> time().toString();
      case 1 -> time().atZone(ZoneOffset.UTC).toLocalDate().toString();
      case 2 -> "-" + days + "d";
      default -> "-" + (24 * days + random.nextInt(-1, 2)) + "h";
    };
  }
}
