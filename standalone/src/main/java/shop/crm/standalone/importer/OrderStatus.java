package shop.crm.standalone.importer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What became of an order of a history. */
enum OrderStatus {
  /** It was paid or delivered: it counts and earns points. */
  COMPLETED,
  /** It is under way: it counts and earns nothing yet. */
  PENDING,
  /** It does not count. */
  CANCELLED,
  /** It was completed, and all of its money, or as much as is told, was given back. */
  REFUNDED;

  private static final Map<String, OrderStatus> BY_NAME =
      Map.of(
          "completed", COMPLETED,
          "pending", PENDING,
          "cancelled", CANCELLED,
          "canceled", CANCELLED,
          "refunded", REFUNDED);

  /** The status of that name, whatever its case. */
  static Optional<OrderStatus> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name.strip().toLowerCase(Locale.ROOT)));
  }
}
