package shop.crm.connectors.postgres;

/** An idempotency key came again with another request. */
public final class KeyReused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The key was used before. */
  public KeyReused() {
    super("the idempotency key came with another request before");
  }
}
