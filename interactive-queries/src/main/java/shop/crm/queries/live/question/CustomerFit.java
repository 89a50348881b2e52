package shop.crm.queries.live.question;

import static shop.crm.topology.domain.clv.Forecast.YEAR;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.topology.domain.clv.Forecast;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.index.SearchKeys;

/** Holds a stored row against a query: what the customer index tells may have changed since. */
final class CustomerFit {

  private CustomerFit() {}

  /** Where a customer stands in a list, with what is predicted of them at a moment. */
  static Position position(
      CustomerQuery query, String id, CustomerState state, Predictions predictions, Instant now) {
    OptionalLong value =
        switch (query.sort()) {
          case CREATED_AT -> OptionalLong.of(Micros.of(state.createdAt()));
          case TOTAL_SPENT -> OptionalLong.of(state.purchases().spent().minor());
          case LAST_ORDER_DATE ->
              state
                  .purchases()
                  .last()
                  .map(last -> OptionalLong.of(Micros.of(last)))
                  .orElse(OptionalLong.empty());
          case LOYALTY_POINTS -> OptionalLong.of(state.loyalty().points());
          case PREDICTED_CLV_365 ->
              predicted(
                  predictions.forecast(state.purchases(), now),
                  it ->
                      it.value(YEAR)
                          .map(amount -> OptionalLong.of(amount.minor()))
                          .orElse(OptionalLong.empty()));
          case PROBABILITY_ALIVE ->
              predicted(
                  predictions.forecast(state.purchases(), now),
                  it -> OptionalLong.of(it.aliveTenThousandths()));
        };
    return new Position(value, id);
  }

  private static OptionalLong predicted(
      Optional<Forecast> forecast, Function<Forecast, OptionalLong> value) {
    return forecast.map(value).orElse(OptionalLong.empty());
  }

  /** The order of a list: those without a value last either way, those of one value by id. */
  static Comparator<Position> order(boolean descending) {
    Comparator<Long> values = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return Comparator.comparing(
            (Position position) ->
                position.value().isPresent()
                    ? Optional.of(position.value().getAsLong())
                    : Optional.<Long>empty(),
            (one, other) ->
                one.isPresent() && other.isPresent()
                    ? values.compare(one.get(), other.get())
                    : Boolean.compare(one.isEmpty(), other.isEmpty()))
        .thenComparing(Position::id);
  }

  /** Whether a customer belongs on the page that a query asks for, or behind it. */
  static boolean fits(CustomerQuery query, Position position, CustomerState state) {
    Profile profile = state.profile();
    return query.after().map(p -> order(query.descending()).compare(position, p) > 0).orElse(true)
        && (query.selection().segment().isEmpty()
            || query.selection().segment().equals(state.standing().map(Standing::segment)))
        && query.selection().stage().map(stage -> stage == state.stage()).orElse(true)
        && query.selection().tier().map(tier -> tier.equals(state.loyalty().tier())).orElse(true)
        && query.selection().tag().map(tag -> profile.tags().contains(tag)).orElse(true)
        && (query.selection().member().isEmpty()
            || state.memberships().isIn(query.selection().member().getAsInt()))
        && consents(query.selection().consents(), profile)
        && query
            .selection()
            .search()
            .prefix()
            .map(prefix -> SearchKeys.of(profile).startWith(SearchKeys.folded(prefix)))
            .orElse(true)
        && query
            .selection()
            .search()
            .email()
            .map(email -> hasEmail(profile, SearchKeys.folded(email)))
            .orElse(true);
  }

  private static boolean consents(Map<Channel, Boolean> asked, Profile profile) {
    return asked.entrySet().stream()
        .allMatch(e -> e.getKey().consent(profile).orElse(false).equals(e.getValue()));
  }

  private static boolean hasEmail(Profile profile, String email) {
    return profile.email().map(SearchKeys::folded).equals(Optional.of(email));
  }
}
