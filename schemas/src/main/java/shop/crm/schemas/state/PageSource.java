package shop.crm.schemas.state;

import java.util.Optional;

/** Where the rows of the pages of one customer's purchases are stored. */
public interface PageSource {

  /** No page is at hand: what stands in the customer's row itself can be read, and no more. */
  PageSource NONE =
      id -> {
        throw new IllegalStateException("purchases are asked for where they are not stored");
      };

  /**
   * The row of a page; nothing where it was replaced since the customer's row was read, which can
   * only happen to a reader that is not the writer.
   *
   * @param id of the page, unique among the customer's
   */
  Optional<byte[]> page(long id);
}
