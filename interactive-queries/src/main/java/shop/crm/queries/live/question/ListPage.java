package shop.crm.queries.live.question;

import java.util.List;

/**
 * Customers in the order of a list.
 *
 * @param more whether others may follow; where they may, the page is not empty
 */
public record ListPage(List<Listed> customers, boolean more) {

  public ListPage {
    customers = List.copyOf(customers);
  }
}
