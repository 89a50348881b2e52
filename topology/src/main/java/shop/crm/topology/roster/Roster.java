package shop.crm.topology.roster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.profile.Channel;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Micros;
import shop.crm.topology.roster.Columns.Row;
import shop.crm.topology.roster.RosterQuery.Position;

/**
 * One tenant's customers on one partition. One thread writes; any number read without a lock, so
 * that no reader ever stalls the stream. A reader may see a customer in the middle of a change, so
 * whoever uses a page checks it against the stored rows.
 */
public final class Roster {

  private final SlotIndex slots = new SlotIndex();
  private final Map<String, Integer> tiers = new ConcurrentHashMap<>();
  private final Map<String, Integer> tags = new ConcurrentHashMap<>();
  private final List<Integer> free = new ArrayList<>();
  private int used;

  /** Replaced by a longer copy where it is full: readers keep the one that they have. */
  private volatile Columns columns = new Columns(16);

  /** Takes a customer from one state to another; one without a state is not listed. */
  public void move(String id, Optional<CustomerState> after) {
    int slot = slots.get(id, columns);
    if (after.isEmpty()) {
      if (slot >= 0) {
        slots.remove(id, columns);
        columns.clear(slot);
        free.add(slot);
      }
      return;
    }
    Row row = row(id, after.get());
    if (slot >= 0) {
      columns.set(slot, row);
    } else {
      insert(row);
    }
  }

  private void insert(Row row) {
    int slot = free.isEmpty() ? used++ : free.removeLast();
    Columns current = columns;
    if (slot == current.capacity()) {
      current = current.twice();
      current.set(slot, row);
      columns = current;
    } else {
      current.set(slot, row);
    }
    slots.put(row.id(), slot, current);
  }

  private Row row(String id, CustomerState state) {
    int bits = 0;
    for (Channel channel : Channel.ALL) {
      if (channel.consent(state.profile()).orElse(false)) {
        bits |= 1 << channel.ordinal();
      }
    }
    return new Row(
        id,
        Micros.of(state.createdAt()),
        state.purchases().spent().minor(),
        state.purchases().last().map(Micros::of).orElse(Columns.NONE),
        state.loyalty().points(),
        state.standing().map(Standing::segment).map(Enum::ordinal).orElse(-1),
        number(tiers, state.loyalty().tier()),
        bits,
        state.profile().tags().stream().mapToInt(tag -> number(tags, tag)).toArray(),
        SearchKeys.of(state.profile()));
  }

  private static int number(Map<String, Integer> numbers, String name) {
    Integer known = numbers.get(name);
    if (known == null) {
      known = numbers.size();
      numbers.put(name, known);
    }
    return known;
  }

  /** How many customers there are. */
  public int size() {
    return used - free.size();
  }

  /** A page of customers, in order. */
  public List<Position> page(RosterQuery query) {
    Columns current = columns;
    Filter filter = filter(query);
    Top top = new Top(query);
    for (int slot = 0; slot < current.capacity(); slot++) {
      String id = current.id(slot);
      if (id != null && filter.takes(current, slot)) {
        top.offer(current.value(query.sort(), slot), id);
      }
    }
    return top.positions();
  }

  private Filter filter(RosterQuery query) {
    int in = 0;
    int asked = 0;
    for (Map.Entry<Channel, Boolean> consent : query.consents().entrySet()) {
      asked |= 1 << consent.getKey().ordinal();
      in |= consent.getValue() ? 1 << consent.getKey().ordinal() : 0;
    }
    return new Filter(
        Filter.segments(query),
        query.tier().map(name -> tiers.getOrDefault(name, Filter.NOBODY)).orElse(Filter.ANY),
        query.tag().map(name -> tags.getOrDefault(name, Filter.NOBODY)).orElse(Filter.ANY),
        asked,
        in,
        Filter.Text.prefix(query.prefix()),
        Filter.Text.whole(query.email()));
  }

  /** Where a customer without a value to sort by stands. */
  static OptionalLong optional(long value) {
    return value == Columns.NONE ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
