package shop.crm.schemas.event;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The scalar fields that are read from a body beside those of a profile, anywhere in it. */
enum Field {
  SPECVERSION,
  ID,
  SOURCE,
  TYPE,
  SUBJECT,
  TIME,
  TENANTID,
  TENANT_ID,
  OCCURRED_AT,
  ORDERED_AT,
  ORDER_ID,
  CUSTOMER_ID,
  TOTAL,
  CURRENCY,
  REASON,
  REFUND_ID,
  AMOUNT,
  USER_ID;

  private static final Map<String, Field> BY_WIRE = new HashMap<>();

  static {
    for (Field field : values()) {
      BY_WIRE.put(field.wire, field);
    }
  }

  private final String wire = name().toLowerCase(Locale.ROOT);

  String wire() {
    return wire;
  }

  /** The field of that name, or {@code null}: this is on the path of every event. */
  static Field ofWire(String name) {
    return BY_WIRE.get(name);
  }
}
