package shop.crm.schemas.model.purchase;

import java.util.Optional;

/** Where the pages of one customer's older purchases are. */
public interface PurchasePages {

  /** No page is at hand: what needs none can be asked for, and no more. */
  PurchasePages NONE =
      id -> {
        throw new IllegalStateException("purchases are asked for where they are not stored");
      };

  /**
   * A page; nothing where it was replaced since the customer's row was read, which can only happen
   * to a reader that is not the writer.
   *
   * @param id of the page, unique among the customer's
   */
  Optional<PurchasePage> page(long id);
}
