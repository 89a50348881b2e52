package shop.crm.topology.roster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.profile.Channel;
import shop.crm.schemas.profile.Profile;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.Micros;
import shop.crm.topology.roster.Columns.Figures;
import shop.crm.topology.roster.Columns.Traits;
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

  /**
   * Takes a customer from one state to another; one without a state is not listed.
   *
   * @param before empty, or the state that was moved to last
   */
  public void move(String id, Optional<CustomerState> before, Optional<CustomerState> after) {
    int slot = slots.get(id, columns);
    if (after.isEmpty()) {
      if (slot >= 0) {
        slots.remove(id, columns);
        columns.clear(slot);
        free.add(slot);
      }
      return;
    }
    Figures figures = figures(after.get());
    Profile profile = after.get().profile();
    if (slot < 0) {
      insert(id, figures, traits(profile));
      return;
    }
    columns.set(slot, figures);
    // The very same one has not changed: an order leaves it alone.
    if (before.isEmpty() || before.get().profile() != profile) {
      columns.set(slot, traits(profile));
    }
  }

  private void insert(String id, Figures figures, Traits traits) {
    int slot = free.isEmpty() ? used++ : free.removeLast();
    Columns current = columns;
    if (slot == current.capacity()) {
      current = current.twice();
      current.set(slot, id, figures, traits);
      columns = current;
    } else {
      current.set(slot, id, figures, traits);
    }
    slots.put(id, slot, current);
  }

  private Figures figures(CustomerState state) {
    return new Figures(
        Micros.of(state.createdAt()),
        state.purchases().spent().minor(),
        state.purchases().last().map(Micros::of).orElse(Columns.NONE),
        state.loyalty().points(),
        state.standing().map(Standing::segment).map(Enum::ordinal).orElse(-1),
        number(tiers, state.loyalty().tier()),
        state.memberships().segments());
  }

  private Traits traits(Profile profile) {
    int bits = 0;
    for (Channel channel : Channel.ALL) {
      if (channel.consent(profile).orElse(false)) {
        bits |= 1 << channel.ordinal();
      }
    }
    return new Traits(
        bits,
        profile.tags().stream().mapToInt(tag -> number(tags, tag)).toArray(),
        SearchKeys.of(profile));
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
        query.member().orElse(Filter.ANY),
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
