package shop.crm.schemas.model.purchase;

/**
 * A page of purchases was replaced after the customer's row that leads to it was read. Who reads
 * the row anew finds the pages that took its place.
 */
public final class PageGone extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PageGone(long id) {
    super("page " + id + " was replaced since");
  }
}
