package shop.crm.topology.stores;

import shop.crm.schemas.StoreNames;

/** A fact would make a row larger than rows may be: it is put aside before anything is written. */
public final class RowTooLarge extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says how many there may be. */
  public RowTooLarge(int bytes) {
    super("a row of " + bytes + " bytes, at most " + StoreNames.MAX_ROW_BYTES);
  }
}
