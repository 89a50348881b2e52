package shop.crm.schemas.event;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A line of an order. Kept for display: no figure is computed from it, so a unit price may be finer
 * than two places.
 *
 * @param sku the article
 * @param name its name, if given
 * @param quantity how many, not negative
 * @param unitPrice the price of one in the tenant's currency, not negative, if given
 */
public record OrderItem(
    String sku, Optional<String> name, long quantity, Optional<BigDecimal> unitPrice) {}
