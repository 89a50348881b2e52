package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import shop.crm.schemas.JsonBytes;

/**
 * One page of a list that has the newest first. It keeps no more than the page itself, however long
 * the list is.
 *
 * @param <T> the items
 */
final class Page<T> {

  private final String list;
  private final int limit;
  private final Optional<Place> behind;
  private final PriorityQueue<Item<T>> oldestFirst =
      new PriorityQueue<>(
          Comparator.<Item<T>, Place>comparing(Item::place, Place.NEWEST_FIRST).reversed());

  private record Item<T>(Place place, T value) {}

  private Page(String list, int limit, Optional<Place> behind) {
    this.list = list;
    this.limit = limit;
    this.behind = behind;
  }

  /** An empty page as a request asks for it. */
  static <T> Page<T> of(String list, ServerRequest request) {
    Optional<String> cursor = Requests.query(request, "cursor");
    Optional<Place> behind = cursor.flatMap(text -> Place.parse(list, text));
    if (cursor.isPresent() && behind.isEmpty()) {
      throw new ProblemException(Problem.malformed("cursor is not one that this list gave"));
    }
    return new Page<>(list, Requests.limit(request), behind);
  }

  /** An empty page like this. */
  Page<T> fresh() {
    return new Page<>(list, limit, behind);
  }

  /** Takes an item if it belongs on the page. */
  void add(Place place, T value) {
    if (behind.isPresent() && !place.isBehind(behind.get())) {
      return;
    }
    if (isFullBefore(place)) {
      return;
    }
    oldestFirst.add(new Item<>(place, value));
    // One more than the page has, to know whether another follows.
    if (oldestFirst.size() > limit + 1) {
      oldestFirst.remove();
    }
  }

  /** Whether neither this place nor any behind it can be on the page. */
  boolean isFullBefore(Place place) {
    return oldestFirst.size() > limit && place.isBehind(oldestFirst.peek().place());
  }

  /** Writes one item as a field of nothing: an element of the list. */
  interface Writer<T> {
    void write(JsonGenerator json, T item) throws IOException;
  }

  /** The page as JSON. */
  byte[] toJson(Writer<T> writer) {
    return JsonBytes.object(json -> fields(json, writer));
  }

  /** Writes the fields of the page. */
  void fields(JsonGenerator json, Writer<T> writer) throws IOException {
    List<Item<T>> items =
        oldestFirst.stream()
            .sorted(Comparator.comparing(Item::place, Place.NEWEST_FIRST))
            .limit(limit)
            .toList();
    Optional<String> next =
        oldestFirst.size() > limit
            ? Optional.of(items.getLast().place().cursor(list))
            : Optional.empty();
    json.writeArrayFieldStart("items");
    for (Item<T> item : items) {
      writer.write(json, item.value());
    }
    json.writeEndArray();
    Json.text(json, "next_cursor", next);
  }
}
