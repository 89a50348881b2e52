package shop.crm.schemas;

import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;

/**
 * A key in {@link StoreNames#HISTORY}, taken apart.
 *
 * @param customer whose row it is
 * @param kind what is in it
 * @param id of the order, also of one that a refund is of, or of the entry; else what follows
 */
public record HistoryKey(CustomerKey customer, Kind kind, String id) {

  private static final int LIFE_LENGTH = 16;

  /** What rows of a history are. */
  public enum Kind {
    ACTIVITY,
    ENTRY,
    ORDER,
    PAGE,
    /** Stored beside its order. */
    REFUND,
    /** Tells until when an order is kept aside. */
    UNTIL
  }

  /** The parts of a key; nothing where it is none of a kind that is known here. */
  public static Optional<HistoryKey> of(String key) {
    String[] parts = key.split("/", 4);
    if (parts.length == 4 && parts[2].length() == LIFE_LENGTH) {
      String[] ofLife = parts[3].split("/", 2);
      parts = new String[] {parts[0], parts[1], ofLife[0], ofLife.length > 1 ? ofLife[1] : ""};
    }
    if (parts.length == 4 && parts[2].equals("x")) {
      // Kept aside: as it would lie beside it.
      String[] ofAside = parts[3].split("/", 2);
      parts = new String[] {parts[0], parts[1], ofAside[0], ofAside.length > 1 ? ofAside[1] : ""};
    }
    if (parts.length < 4) {
      return Optional.empty();
    }
    CustomerKey customer = new CustomerKey(parts[0], parts[1]);
    String rest = parts[3];
    return kind(parts[2]).map(kind -> new HistoryKey(customer, kind, id(kind, rest)));
  }

  private static String id(Kind kind, String rest) {
    return kind == Kind.REFUND ? rest.split("/", 2)[0] : rest;
  }

  private static Optional<Kind> kind(String letter) {
    return switch (letter) {
      case "a" -> Optional.of(Kind.ACTIVITY);
      case "l" -> Optional.of(Kind.ENTRY);
      case "o" -> Optional.of(Kind.ORDER);
      case "p" -> Optional.of(Kind.PAGE);
      case "r" -> Optional.of(Kind.REFUND);
      case "u" -> Optional.of(Kind.UNTIL);
      default -> Optional.empty();
    };
  }
}
