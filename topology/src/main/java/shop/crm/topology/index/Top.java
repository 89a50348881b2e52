package shop.crm.topology.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import shop.crm.topology.index.CustomerQuery.Position;

/** The first customers of a list behind some place: no more are kept than the page has. */
final class Top {

  private final int limit;
  private final boolean descending;
  private final boolean hasAfter;
  private final long afterValue;
  private final String afterId;

  /** The last of the page first: it is the one to give way. */
  private final PriorityQueue<Entry> page =
      new PriorityQueue<>((one, other) -> compare(other.value, other.id, one.value, one.id));

  private record Entry(long value, String id) {}

  Top(CustomerQuery query) {
    limit = query.limit();
    descending = query.descending();
    hasAfter = query.after().isPresent();
    afterValue = query.after().map(p -> p.value().orElse(Columns.NONE)).orElse(0L);
    afterId = query.after().map(Position::id).orElse("");
  }

  void offer(long value, String id) {
    if (hasAfter && compare(value, id, afterValue, afterId) <= 0) {
      return;
    }
    if (page.size() == limit) {
      Entry last = page.peek();
      if (compare(value, id, last.value, last.id) >= 0) {
        return;
      }
      page.poll();
    }
    page.add(new Entry(value, id));
  }

  /** Those without a value come last either way; those of one value are sorted by id. */
  private int compare(long value, String id, long otherValue, String otherId) {
    if (value != otherValue) {
      if (value == Columns.NONE || otherValue == Columns.NONE) {
        return value == Columns.NONE ? 1 : -1;
      }
      return descending ? Long.compare(otherValue, value) : Long.compare(value, otherValue);
    }
    return id.compareTo(otherId);
  }

  List<Position> positions() {
    List<Position> positions = new ArrayList<>(page.size());
    while (!page.isEmpty()) {
      Entry entry = page.poll();
      positions.add(new Position(CustomerIndex.optional(entry.value), entry.id));
    }
    Collections.reverse(positions);
    return positions;
  }
}
