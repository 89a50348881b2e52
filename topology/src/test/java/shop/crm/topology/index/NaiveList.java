package shop.crm.topology.index;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.topology.domain.clv.Forecast;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.index.CustomerQuery.Position;

/** Lists in the words of their contract: filter all customers, then sort them. */
final class NaiveList {

  private NaiveList() {}

  static List<Position> of(Map<String, CustomerState> customers, CustomerQuery query) {
    return of(customers, query, Predictions.NONE, Instant.EPOCH);
  }

  static List<Position> of(
      Map<String, CustomerState> customers,
      CustomerQuery query,
      Predictions predictions,
      Instant now) {
    return customers.entrySet().stream()
        .filter(customer -> fits(customer.getValue(), query))
        .map(
            customer ->
                new Position(
                    value(customer.getValue(), query, predictions, now), customer.getKey()))
        .sorted(order(query))
        .toList();
  }

  static Comparator<Position> order(CustomerQuery query) {
    Comparator<Position> byValue = Comparator.comparingLong(place -> place.value().orElse(0));
    return Comparator.comparing((Position place) -> place.value().isEmpty())
        .thenComparing(query.descending() ? byValue.reversed() : byValue)
        .thenComparing(Position::id);
  }

  private static boolean fits(CustomerState customer, CustomerQuery query) {
    var segment = customer.standing().map(Standing::segment);
    return (query.selection().segment().isEmpty() || query.selection().segment().equals(segment))
        && query.selection().tier().map(customer.loyalty().tier()::equals).orElse(true)
        && query.selection().stage().map(customer.stage()::equals).orElse(true)
        && query.selection().tag().map(customer.profile().tags()::contains).orElse(true)
        && (query.selection().member().isEmpty()
            || customer.memberships().isIn(query.selection().member().getAsInt()))
        && consents(customer.profile(), query);
  }

  private static boolean consents(Profile profile, CustomerQuery query) {
    return query.selection().consents().entrySet().stream()
        .allMatch(
            asked ->
                switch (asked.getKey()) {
                  case EMAIL -> profile.emailOptIn().orElse(false).equals(asked.getValue());
                  case SMS -> profile.smsOptIn().orElse(false).equals(asked.getValue());
                  case PUSH -> profile.pushOptIn().orElse(false).equals(asked.getValue());
                });
  }

  private static OptionalLong value(
      CustomerState customer, CustomerQuery query, Predictions predictions, Instant now) {
    Optional<Forecast> forecast = predictions.forecast(customer.purchases(), now);
    return switch (query.sort()) {
      case CREATED_AT -> OptionalLong.of(micros(customer.createdAt()));
      case TOTAL_SPENT -> OptionalLong.of(customer.purchases().spent().minor());
      case LOYALTY_POINTS -> OptionalLong.of(customer.loyalty().points());
      case PREDICTED_CLV_365 ->
          forecast
              .flatMap(it -> it.value(365))
              .map(value -> OptionalLong.of(value.minor()))
              .orElse(OptionalLong.empty());
      case PROBABILITY_ALIVE ->
          forecast
              .map(it -> OptionalLong.of(it.aliveTenThousandths()))
              .orElse(OptionalLong.empty());
      case LAST_ORDER_DATE ->
          customer
              .purchases()
              .last()
              .map(last -> OptionalLong.of(micros(last)))
              .orElse(OptionalLong.empty());
    };
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
