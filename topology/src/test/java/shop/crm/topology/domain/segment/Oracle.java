package shop.crm.topology.domain.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.History;
import shop.crm.topology.domain.clv.Prediction;
import shop.crm.topology.domain.clv.Predictions;

/** The contract's words, evaluated on what the author wrote, with none of the domain's own code. */
record Oracle(CustomerKey key, CustomerState state, Predictions predictions, Instant now) {

  boolean holds(JsonNode condition) {
    if (condition.isArray()) {
      return elements(condition).allMatch(this::holds);
    }
    if (condition.has("all")) {
      return elements(condition.get("all")).allMatch(this::holds);
    }
    if (condition.has("any")) {
      return elements(condition.get("any")).anyMatch(this::holds);
    }
    if (condition.has("not")) {
      return !holds(condition.get("not"));
    }
    return leaf(
        condition.get("field").asText(),
        condition.get("operator").asText(),
        Optional.ofNullable(condition.get("value")));
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private boolean leaf(String field, String operator, Optional<JsonNode> operand) {
    List<?> values = values(field);
    if (operator.equals("exists")) {
      return !values.isEmpty() == operand.map(JsonNode::asBoolean).orElse(true);
    }
    JsonNode json = operand.orElseThrow();
    return switch (operator) {
      case "neq" -> values.stream().noneMatch(value -> compare(value, json) == 0);
      case "eq" -> values.stream().anyMatch(value -> compare(value, json) == 0);
      case "gt" -> values.stream().anyMatch(value -> compare(value, json) > 0);
      case "gte" -> values.stream().anyMatch(value -> compare(value, json) >= 0);
      case "lt" -> values.stream().anyMatch(value -> compare(value, json) < 0);
      case "lte" -> values.stream().anyMatch(value -> compare(value, json) <= 0);
      case "in" ->
          values.stream()
              .anyMatch(value -> elements(json).anyMatch(one -> compare(value, one) == 0));
      case "between" ->
          values.stream()
              .anyMatch(
                  value -> compare(value, json.get(0)) >= 0 && compare(value, json.get(1)) <= 0);
      case "contains" ->
          isList(field)
              ? values.stream().anyMatch(value -> compare(value, json) == 0)
              : values.stream().anyMatch(value -> ((String) value).contains(json.asText()));
      case "starts_with" ->
          values.stream().anyMatch(value -> ((String) value).startsWith(json.asText()));
      case "ends_with" ->
          values.stream().anyMatch(value -> ((String) value).endsWith(json.asText()));
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static boolean isList(String field) {
    return field.equals("tags") || field.startsWith("addresses");
  }

  private int compare(Object value, JsonNode operand) {
    return switch (value) {
      case BigDecimal number -> number.compareTo(new BigDecimal(operand.asText()));
      case Instant time -> time.compareTo(time(operand.asText()));
      case Boolean flag -> flag.compareTo(operand.booleanValue());
      default -> ((String) value).compareTo(operand.textValue());
    };
  }

  private Instant time(String text) {
    if (text.startsWith("-")) {
      long count = Long.parseLong(text.substring(1, text.length() - 1));
      return now.minus(text.endsWith("d") ? Duration.ofDays(count) : Duration.ofHours(count));
    }
    return text.length() == 10
        ? midnight(LocalDate.parse(text))
        : OffsetDateTime.parse(text).toInstant();
  }

  private static Instant midnight(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** What the field has: no value, one, or those of a list. */
  private List<?> values(String field) {
    var profile = state.profile();
    Purchases orders = state.purchases();
    BigDecimal spent = money(IntStream.range(0, orders.count()));
    return switch (field) {
      case "id" -> List.of(key.customer());
      case "tenant_id" -> List.of(key.tenant());
      case "email" -> list(profile.email());
      case "phone" -> list(profile.phone());
      case "first_name" -> list(profile.firstName());
      case "last_name" -> list(profile.lastName());
      case "date_of_birth" -> list(profile.dateOfBirth().map(Oracle::midnight));
      case "gender" -> list(profile.gender());
      case "language" -> list(profile.language());
      case "addresses" -> profile.addresses();
      case "addresses.id" -> ofAddresses(Address::id);
      case "addresses.type" ->
          ofAddresses(it -> Optional.of(it.type().name().toLowerCase(Locale.ROOT)));
      case "addresses.line1" -> ofAddresses(it -> it.place().line1());
      case "addresses.line2" -> ofAddresses(it -> it.place().line2());
      case "addresses.city" -> ofAddresses(it -> it.place().city());
      case "addresses.region" -> ofAddresses(it -> it.place().region());
      case "addresses.postal_code" -> ofAddresses(it -> it.place().postalCode());
      case "addresses.country" -> ofAddresses(it -> it.place().country());
      case "addresses.is_default" -> ofAddresses(it -> Optional.of(it.isDefault()));
      case "tags" -> profile.tags();
      case "source" -> list(profile.source());
      case "loyalty_tier" -> List.of(state.loyalty().tier());
      case "loyalty_points" -> List.of(BigDecimal.valueOf(state.loyalty().points()));
      case "total_orders" -> List.of(BigDecimal.valueOf(orders.count()));
      case "total_spent" -> List.of(spent);
      case "average_order" ->
          List.of(
              orders.count() == 0
                  ? BigDecimal.ZERO
                  : spent.divide(BigDecimal.valueOf(orders.count()), 2, RoundingMode.HALF_UP));
      case "first_order_date" -> list(orders.first());
      case "last_order_date" -> list(orders.last());
      case "rfm_segment" -> list(state.standing().map(it -> it.segment().displayName()));
      case "recency_score" -> list(state.standing().map(it -> number(it.scores().recency())));
      case "frequency_score" -> list(state.standing().map(it -> number(it.scores().frequency())));
      case "monetary_score" -> list(state.standing().map(it -> number(it.scores().monetary())));
      case "lifecycle_stage" -> List.of(state.stage().name().toLowerCase(Locale.ROOT));
      case "email_opt_in" -> List.of(profile.emailOptIn().orElse(false));
      case "sms_opt_in" -> List.of(profile.smsOptIn().orElse(false));
      case "push_opt_in" -> List.of(profile.pushOptIn().orElse(false));
      case "created_at" -> List.of(state.createdAt());
      case "updated_at" -> List.of(state.updatedAt());
      case "version" -> List.of(number(state.version()));
      case "predicted_clv_365" ->
          list(predicted(365).map(it -> rounded(it.value(), 2)).filter(this::inProportion));
      case "probability_alive" -> list(predicted(1).map(it -> rounded(it.probabilityAlive(), 4)));
      case "days_since_last_order" -> list(orders.last().map(this::daysSince));
      case "days_since_created" -> List.of(daysSince(state.createdAt()));
      default -> List.of(window(field.split(":")[0], Integer.parseInt(field.split(":")[1])));
    };
  }

  private static BigDecimal rounded(double value, int decimals) {
    return BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals);
  }

  /** Purchases are calendar days with orders: what was spent on each, in hundredths. */
  private TreeMap<LocalDate, Long> perDay() {
    Purchases orders = state.purchases();
    TreeMap<LocalDate, Long> perDay = new TreeMap<>();
    for (int i = 0; i < orders.count(); i++) {
      perDay.merge(date(orders.at(i)), orders.net(i).minor(), Long::sum);
    }
    return perDay;
  }

  private static long afterTheFirst(TreeMap<LocalDate, Long> perDay) {
    return perDay.tailMap(perDay.firstKey(), false).values().stream().mapToLong(it -> it).sum();
  }

  private Optional<Prediction> predicted(int days) {
    TreeMap<LocalDate, Long> perDay = perDay();
    if (perDay.isEmpty()) {
      return Optional.empty();
    }
    LocalDate first = perDay.firstKey();
    LocalDate last = perDay.lastKey();
    LocalDate today = date(now).isBefore(last) ? last : date(now);
    History history =
        new History(
            perDay.size() - 1,
            (int) ChronoUnit.DAYS.between(first, last),
            (int) ChronoUnit.DAYS.between(first, today));
    Money repeatSpend = new Money(afterTheFirst(perDay));
    return predictions.model().flatMap(it -> it.predict(history, repeatSpend, days));
  }

  /**
   * Not more than ten times the most that anybody has spent, the customer included: as if the first
   * day had been like the average one after it.
   */
  private boolean inProportion(BigDecimal value) {
    TreeMap<LocalDate, Long> perDay = perDay();
    int repeats = perDay.size() - 1;
    long own = repeats == 0 ? 0 : afterTheFirst(perDay) / repeats * perDay.size();
    return predictions
        .model()
        .flatMap(ClvModel::mostSpent)
        .map(most -> BigDecimal.valueOf(10 * Math.max(own, most.minor()), 2))
        .map(greatest -> value.compareTo(greatest) <= 0)
        .orElse(true);
  }

  private LocalDate date(Instant at) {
    return at.atZone(predictions.zone()).toLocalDate();
  }

  private static BigDecimal number(long whole) {
    return BigDecimal.valueOf(whole);
  }

  private static <T> List<T> list(Optional<T> value) {
    return value.stream().toList();
  }

  private <T> List<T> ofAddresses(Function<Address, Optional<T>> value) {
    return state.profile().addresses().stream().flatMap(it -> value.apply(it).stream()).toList();
  }

  private BigDecimal daysSince(Instant time) {
    return number(now.isBefore(time) ? 0 : Duration.between(time, now).toDays());
  }

  private BigDecimal window(String field, int days) {
    Instant since = now.minus(Duration.ofDays(days));
    Purchases orders = state.purchases();
    int[] within =
        IntStream.range(0, orders.count()).filter(i -> !orders.at(i).isBefore(since)).toArray();
    return field.equals("orders_in_last_days")
        ? number(within.length)
        : money(IntStream.of(within));
  }

  private BigDecimal money(IntStream positions) {
    return positions
        .mapToObj(i -> new BigDecimal(state.purchases().net(i).toString()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
