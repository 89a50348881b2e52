package shop.crm.queries.http.page;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.JsonElement;

/**
 * A page of a list as JSON. It is full once it has as many items as were asked for, or the next one
 * would make it longer than {@link #MAX_BYTES}; one item always fits.
 */
public final class PageJson {

  /** How long a page becomes at the most, but for a single item that is longer. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int TYPICAL_BYTES = 16 << 10;

  private final CutBytes bytes = new CutBytes();
  private final JsonGenerator json;
  private final int limit;
  private int items;

  /**
   * An empty page.
   *
   * @param limit how many items it has at the most
   */
  public PageJson(int limit) throws IOException {
    this.limit = limit;
    this.json = Json.FACTORY.createGenerator(bytes);
    json.writeStartObject();
  }

  /** Writes an item. */
  public interface ItemWriter<T> {
    void write(JsonGenerator json, T item) throws IOException;
  }

  /**
   * A page of items that are at hand.
   *
   * @param items those behind where it begins; one more than the limit tells of another page
   * @param cursor where a page begins that comes behind an item
   */
  public static <T> byte[] of(
      int limit, List<T> items, ItemWriter<T> writer, Function<T, String> cursor)
      throws IOException {
    PageJson page = new PageJson(limit);
    page.begin();
    int shown = 0;
    while (shown < items.size()) {
      T item = items.get(shown);
      if (!page.add(json -> writer.write(json, item))) {
        break;
      }
      shown++;
    }
    page.end(
        shown < items.size() ? Optional.of(cursor.apply(items.get(shown - 1))) : Optional.empty());
    return page.bytes();
  }

  /** Where what stands before the items is written. */
  public JsonGenerator json() {
    return json;
  }

  /** Begins the items. */
  public void begin() throws IOException {
    json.writeArrayFieldStart("items");
  }

  /** Adds an item, unless the page is full; whether it did. */
  public boolean add(JsonElement item) throws IOException {
    if (items == limit) {
      return false;
    }
    json.flush();
    int before = bytes.size();
    item.write(json);
    json.flush();
    if (items > 0 && bytes.size() > MAX_BYTES) {
      // Only the end of the array is written behind this, so what the generator knows stays true.
      bytes.cut(before);
      return false;
    }
    items++;
    return true;
  }

  /** Ends the items, and says where the next page starts. */
  public void end(Optional<String> nextCursor) throws IOException {
    json.writeEndArray();
    Json.text(json, "next_cursor", nextCursor);
  }

  /** The whole document. */
  public byte[] bytes() throws IOException {
    json.writeEndObject();
    json.close();
    return bytes.toByteArray();
  }

  /** Bytes of which the last can be taken back. */
  private static final class CutBytes extends ByteArrayOutputStream {

    CutBytes() {
      super(TYPICAL_BYTES);
    }

    void cut(int length) {
      count = length;
    }
  }
}
