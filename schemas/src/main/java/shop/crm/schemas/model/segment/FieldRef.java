package shop.crm.schemas.model.segment;

/**
 * A field that a condition names.
 *
 * @param field which
 * @param days how far back it looks, in periods of 24 hours; 0 where it does not look back
 */
public record FieldRef(SegmentField field, int days) {

  /** The name on the wire: {@code orders_in_last_days:90}. */
  public String wire() {
    return field.isWindow() ? field.wire() + ":" + days : field.wire();
  }
}
