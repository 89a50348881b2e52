package shop.crm.connectors.postgres;

import shop.crm.schemas.model.access.ApiKey;

/** An owner has as many keys as it may have, or all owners together have. */
public final class TooManyKeys extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** There are as many as may be. */
  public TooManyKeys() {
    super(
        "there are "
            + ApiKey.MAX_OF_OWNER
            + " keys of this owner, or "
            + ApiKey.MAX_ALL
            + " of all together");
  }
}
