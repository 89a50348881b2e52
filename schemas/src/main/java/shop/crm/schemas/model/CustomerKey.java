package shop.crm.schemas.model;

/**
 * Names one customer of one tenant; as text, the record key of everything about that customer.
 *
 * @param tenant the tenant's id
 * @param customer the customer's id, unique in the tenant
 */
public record CustomerKey(String tenant, String customer) {

  /** Stands between tenant and customer; no id may contain it. */
  public static final char SEPARATOR = '/';

  public CustomerKey {
    if (!Ids.isValid(tenant) || !Ids.isValid(customer)) {
      throw new IllegalArgumentException("not a tenant and a customer id");
    }
  }

  /**
   * The key that {@code text} stands for.
   *
   * @throws IllegalArgumentException if it is not {@code tenant/customer}
   */
  public static CustomerKey parse(String text) {
    int slash = text.indexOf(SEPARATOR);
    if (slash < 0) {
      throw new IllegalArgumentException("not of the form tenant/customer");
    }
    return new CustomerKey(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The record key, {@code tenant/customer}. */
  @Override
  public String toString() {
    return tenant + SEPARATOR + customer;
  }
}
