package shop.crm.topology.stores;

/** An order that nobody has placed would have more refunds than are kept aside. */
public final class TooManyRefunds extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says how many there may be. */
  public TooManyRefunds(int most) {
    super("of an order that is not known, at most " + most + " refunds beside its row");
  }
}
