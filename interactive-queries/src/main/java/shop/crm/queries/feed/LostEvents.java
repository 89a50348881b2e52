package shop.crm.queries.feed;

/** Events after a position are not on the topics any more. */
public final class LostEvents extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what tells that they are lost. */
  public LostEvents(String message) {
    super(message);
  }
}
