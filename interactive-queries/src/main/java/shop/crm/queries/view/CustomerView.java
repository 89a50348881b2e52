package shop.crm.queries.view;

import java.time.Instant;
import java.util.Optional;
import shop.crm.connectors.postgres.Lookup;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.LoyaltyRules;

/**
 * A customer as callers see it: the profile and the ledger as PostgreSQL has them, so that a caller
 * reads its own writes at once, with the live figures of the stream.
 *
 * @param stored from PostgreSQL, or what stands in for it
 * @param live from the stream; empty while it knows nothing of the customer
 */
public record CustomerView(StoredProfile stored, Optional<CustomerState> live) {

  /** The view, if there is such a customer. What is left of an erased one is not shown. */
  public static Optional<CustomerView> of(
      CustomerKey key, Lookup lookup, Optional<CustomerState> live) {
    if (lookup.profile().isPresent()) {
      return Optional.of(of(lookup.profile().get(), live));
    }
    return live.filter(state -> state.erasedAt().equals(lookup.erasedAt()))
        .map(state -> ofStream(key, state));
  }

  /** A profile with what the stream knows of it. */
  public static CustomerView of(StoredProfile stored, Optional<CustomerState> live) {
    return new CustomerView(
        stored, live.filter(state -> state.erasedAt().equals(stored.erasedAt())));
  }

  /** A customer of whom PostgreSQL does not know yet, or cannot tell now. */
  public static CustomerView ofStream(CustomerKey key, CustomerState state) {
    StoredProfile stored =
        new StoredProfile(
            key,
            Math.max(1, state.version()),
            state.createdAt(),
            state.updatedAt(),
            state.erasedAt(),
            state.profile(),
            new Ledger(state.loyalty().entered(), state.loyalty().adjusted()));
    return new CustomerView(stored, Optional.of(state));
  }

  /** The points that orders have earned. */
  long earned() {
    return live.map(state -> state.loyalty().earned()).orElse(0L);
  }

  /** The balance of points. */
  public long points() {
    return earned() + stored.ledger().entered();
  }

  /** The points that decide the tier. */
  public long tierPoints() {
    return earned() + stored.ledger().adjusted();
  }

  /** The tier; the lowest of all where the stream knows nothing. */
  public String tier(LoyaltyRules rules) {
    return rules.tier(tierPoints());
  }

  Instant createdAt() {
    return live.map(CustomerState::createdAt)
        .filter(since -> since.isBefore(stored.createdAt()))
        .orElse(stored.createdAt());
  }

  Instant updatedAt() {
    return live.map(CustomerState::updatedAt)
        .filter(until -> until.isAfter(stored.updatedAt()))
        .orElse(stored.updatedAt());
  }
}
