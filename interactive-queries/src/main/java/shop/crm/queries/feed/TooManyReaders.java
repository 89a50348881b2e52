package shop.crm.queries.feed;

/** This instance takes no more readers now: it has its fill, or it is being stopped. */
public final class TooManyReaders extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooManyReaders(String message) {
    super(message);
  }
}
