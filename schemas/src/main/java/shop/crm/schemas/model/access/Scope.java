package shop.crm.schemas.model.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a credential may allow; every call of the API requires one of these, or none. */
public enum Scope {
  /** Profiles, orders and activity of customers. */
  CUSTOMERS_READ,
  /** Profiles: create, change, erase, import. */
  CUSTOMERS_WRITE,
  /** The personal data of customers; without it they are masked wherever they would stand. */
  PII_READ,
  /** Balances and ledgers. */
  LOYALTY_READ,
  /** Entries of ledgers. */
  LOYALTY_WRITE,
  /** Segments and their members. */
  SEGMENTS_READ,
  /** Segments, their members, and the thresholds that built-in segments follow from. */
  SEGMENTS_WRITE,
  /** What is told of all customers of a tenant together. */
  ANALYTICS_READ,
  /** The feed of changes. */
  CHANGES_READ,
  /** Events, sent over HTTP. */
  EVENTS_WRITE,
  /** How the service fares. */
  OPERATIONS_READ,
  /** Keys, tenants and the audit log. */
  ADMIN;

  private static final Map<String, Scope> BY_TEXT =
      Arrays.stream(values()).collect(Collectors.toMap(Scope::text, Function.identity()));

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', ':');

  /** As it is written, such as {@code customers:read}. */
  public String text() {
    return text;
  }

  /** The scope that is written so, if there is one. */
  public static Optional<Scope> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }
}
