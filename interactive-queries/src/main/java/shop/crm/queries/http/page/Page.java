package shop.crm.queries.http.page;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiFunction;
import shop.crm.queries.http.JsonElement;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;

/**
 * What is on one page of a list that has the newest first. It keeps no more than the page itself,
 * however long the list is.
 *
 * @param <T> what the items are read from when they are written
 */
public final class Page<T> {

  private final String list;
  private final int limit;
  private final Optional<KeysetCursor> behind;
  private final PriorityQueue<Item<T>> oldestFirst =
      new PriorityQueue<>(
          Comparator.<Item<T>, KeysetCursor>comparing(Item::place, KeysetCursor.NEWEST_FIRST)
              .reversed());

  /** Something on a page, and its place in the list. */
  public record Item<T>(KeysetCursor place, T value) {}

  private Page(String list, int limit, Optional<KeysetCursor> behind) {
    this.list = list;
    this.limit = limit;
    this.behind = behind;
  }

  /** An empty page as a request asks for it. */
  public static <T> Page<T> of(String list, ServerRequest request) {
    Optional<String> cursor = Requests.query(request, "cursor");
    Optional<KeysetCursor> behind = cursor.flatMap(text -> KeysetCursor.parse(list, text));
    if (cursor.isPresent() && behind.isEmpty()) {
      throw new ProblemException(Problem.malformed("cursor is not one that this list gave"));
    }
    return new Page<>(list, Requests.limit(request), behind);
  }

  /** An empty part of a list that is read whole, behind what was read of it before. */
  public static <T> Page<T> part(int limit, Optional<KeysetCursor> behind) {
    return new Page<>("", limit, behind);
  }

  /** An empty page like this. */
  public Page<T> fresh() {
    return new Page<>(list, limit, behind);
  }

  /** Takes an item if it belongs on the page. */
  public void add(KeysetCursor place, T value) {
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
  public boolean isFullBefore(KeysetCursor place) {
    return oldestFirst.size() > limit && place.isBehind(oldestFirst.peek().place());
  }

  /** Whether more of the list follows behind the page. */
  public boolean hasNext() {
    return oldestFirst.size() > limit;
  }

  /** What is on the page, newest first. */
  public List<Item<T>> items() {
    return oldestFirst.stream()
        .sorted(Comparator.comparing(Item::place, KeysetCursor.NEWEST_FIRST))
        .limit(limit)
        .toList();
  }

  /** An empty document for as many items as this has at the most. */
  public PageJson json() throws IOException {
    return new PageJson(limit);
  }

  /**
   * Writes the items, as many as fit, and where the next page starts.
   *
   * @param element what writes an item; empty where that is not in its place any more
   */
  public void write(PageJson page, BiFunction<KeysetCursor, T, Optional<JsonElement>> element)
      throws IOException {
    Optional<KeysetCursor> last = Optional.empty();
    boolean all = true;
    page.begin();
    for (Item<T> item : items()) {
      Optional<JsonElement> found = element.apply(item.place(), item.value());
      if (found.isPresent() && !page.add(found.get())) {
        all = false;
        break;
      }
      last = Optional.of(item.place());
    }
    page.end(all && !hasNext() ? Optional.empty() : last.map(place -> place.cursor(list)));
  }
}
