package shop.crm.connectors.postgres;

/** Another transaction wrote meanwhile what this one was to write: it is worth another try. */
final class LostRace extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostRace(AlreadyThere cause) {
    super(cause);
  }

  LostRace(String how) {
    super(how);
  }
}
