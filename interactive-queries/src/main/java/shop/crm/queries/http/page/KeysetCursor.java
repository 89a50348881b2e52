package shop.crm.queries.http.page;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import shop.crm.schemas.model.Micros;

/**
 * The place of an item in a list that has the newest first. Places depend on nothing but the item
 * itself, so a page that starts behind one neither repeats nor skips what was there.
 *
 * @param epochMicros when it happened
 * @param rank of two of one instant, the greater comes first
 * @param sequence of two of one rank, the greater comes first
 * @param id tells items apart that agree in all of that
 */
public record KeysetCursor(long epochMicros, int rank, long sequence, String id) {

  /** Newest first. */
  static final Comparator<KeysetCursor> NEWEST_FIRST =
      Comparator.comparingLong(KeysetCursor::epochMicros)
          .thenComparingInt(KeysetCursor::rank)
          .thenComparingLong(KeysetCursor::sequence)
          .reversed()
          .thenComparing(KeysetCursor::id);

  /** A place, newest first; at one time by rank, by sequence and by id. */
  public static KeysetCursor of(Instant at, int rank, long sequence, String id) {
    return new KeysetCursor(Micros.of(at), rank, sequence, id);
  }

  boolean isBehind(KeysetCursor other) {
    return NEWEST_FIRST.compare(this, other) > 0;
  }

  /** As an opaque text. */
  public String cursor(String list) {
    String text = String.join("|", list, "" + epochMicros, "" + rank, "" + sequence, id);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The place that a cursor stands for; empty if it is not a cursor of that list.
   *
   * @param list which list it must be of
   */
  public static Optional<KeysetCursor> parse(String list, String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split("\\|", 5);
      if (parts.length != 5 || !parts[0].equals(list)) {
        return Optional.empty();
      }
      return Optional.of(
          new KeysetCursor(
              Long.parseLong(parts[1]),
              Integer.parseInt(parts[2]),
              Long.parseLong(parts[3]),
              parts[4]));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
