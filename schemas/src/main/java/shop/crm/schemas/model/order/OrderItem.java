package shop.crm.schemas.model.order;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A line of an order. Kept for display, as far as it could be read: no figure is computed from it,
 * so a quantity may be a part of a piece, and a unit price finer than two places.
 *
 * @param sku the article
 * @param name its name
 * @param quantity how many, 1 where that is not told
 * @param unitPrice the price of one in the tenant's currency
 */
public record OrderItem(
    Optional<String> sku,
    Optional<String> name,
    BigDecimal quantity,
    Optional<BigDecimal> unitPrice) {

  /** A line that tells its article and how many pieces. */
  public OrderItem(
      String sku, Optional<String> name, long quantity, Optional<BigDecimal> unitPrice) {
    this(Optional.of(sku), name, BigDecimal.valueOf(quantity), unitPrice);
  }
}
