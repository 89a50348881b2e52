package shop.crm.connectors.postgres;

/** PostgreSQL does not answer now; nothing was written, or the caller cannot know. */
public final class DatabaseAway extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** PostgreSQL is away for that reason. */
  public DatabaseAway(Throwable cause) {
    super("PostgreSQL does not answer", cause);
  }
}
