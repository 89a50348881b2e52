package shop.crm.topology.index;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseDays;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.index.Columns.Figures;
import shop.crm.topology.index.Columns.Traits;
import shop.crm.topology.index.CustomerQuery.Position;

/**
 * One tenant's customers on one partition. One thread writes; any number read without a lock, so
 * that no reader ever stalls the stream. A reader may see a customer in the middle of a change, so
 * whoever uses a page checks it against the stored rows.
 */
public final class CustomerIndex {

  private final SlotIndex slots = new SlotIndex();

  /** Few: replaced by a copy where there is one more. */
  private volatile Map<String, Integer> tiers = Map.of();

  private volatile Map<String, Integer> tags = Map.of();
  private final List<Integer> free = new ArrayList<>();
  private final ZoneId zone;
  private final Object forecasting = new Object();
  private int used;

  /** Replaced for another day or model, by those who list. */
  private ForecastColumns forecasts = ForecastColumns.NOTHING;

  /** Replaced by a longer copy where it is full: readers keep the one that they have. */
  private volatile Columns columns = new Columns(1);

  /** One of a tenant whose days are those of UTC. */
  public CustomerIndex() {
    this(ZoneOffset.UTC);
  }

  /** One of a tenant whose days are those of a zone. */
  public CustomerIndex(ZoneId zone) {
    this.zone = zone;
  }

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
    Purchases purchases = after.get().purchases();
    if (slot < 0) {
      insert(id, figures, traits(profile), PurchaseDays.of(purchases, zone));
      return;
    }
    columns.set(slot, figures);
    // The very same ones have not changed: all but orders leaves them alone.
    if (before.isEmpty() || before.get().purchases() != purchases) {
      columns.purchases().set(slot, days(slot, before, purchases));
    }
    // The very same one has not changed: an order leaves it alone.
    if (before.isEmpty() || before.get().profile() != profile) {
      columns.set(slot, traits(profile));
    }
  }

  private Optional<PurchaseDays> days(
      int slot, Optional<CustomerState> before, Purchases purchases) {
    return before
        .flatMap(
            known ->
                columns
                    .purchases()
                    .get(slot)
                    .map(days -> days.moved(known.purchases(), purchases, zone)))
        .orElseGet(() -> PurchaseDays.of(purchases, zone));
  }

  private void insert(String id, Figures figures, Traits traits, Optional<PurchaseDays> purchases) {
    int slot = free.isEmpty() ? used++ : free.removeLast();
    Columns current = columns;
    if (slot == current.capacity()) {
      current = current.twice();
      current.set(slot, id, figures, traits, purchases);
      columns = current;
    } else {
      current.set(slot, id, figures, traits, purchases);
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
        tier(state.loyalty().tier()),
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
        bits, profile.tags().stream().mapToInt(this::tag).toArray(), SearchKeys.of(profile));
  }

  private int tier(String name) {
    Integer known = tiers.get(name);
    if (known == null) {
      known = tiers.size();
      Map<String, Integer> more = new HashMap<>(tiers);
      more.put(name, known);
      tiers = Map.copyOf(more);
    }
    return known;
  }

  private int tag(String name) {
    if (tags.isEmpty()) {
      // Most of the small tenants have none.
      tags = new ConcurrentHashMap<>();
    }
    Integer known = tags.get(name);
    if (known == null) {
      known = tags.size();
      tags.put(name, known);
    }
    return known;
  }

  /** How many customers there are. */
  public int size() {
    return used - free.size();
  }

  /**
   * Passes on the spend of each customer that has scores, in hundredths; for the one who writes.
   */
  public void eachSpend(LongConsumer spend) {
    Columns current = columns;
    for (int slot = 0; slot < current.capacity(); slot++) {
      if (current.id(slot) != null && current.segment(slot) >= 0) {
        spend.accept(current.value(CustomerQuery.Sort.TOTAL_SPENT, slot));
      }
    }
  }

  /** How the customers bought: exact for those who do not change at this moment. */
  public PurchaseHistogram purchases() {
    Columns current = columns;
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (int slot = 0; slot < current.capacity(); slot++) {
      current
          .purchases()
          .get(slot)
          .ifPresent(
              days ->
                  histogram.add(
                      days.repeats(),
                      days.firstEpochDay(),
                      days.lastEpochDay(),
                      days.repeatSpendMinor(),
                      1));
    }
    return histogram;
  }

  /** A page of customers of whom nothing is predicted, in order. */
  public List<Position> page(CustomerQuery query) {
    return page(query, Predictions.NONE, Instant.EPOCH);
  }

  /** A page of customers, in order, with what is predicted of them at a moment. */
  public List<Position> page(CustomerQuery query, Predictions predictions, Instant now) {
    Columns current = columns;
    boolean predicted = query.sort().isPredicted() && predictions.predicts();
    ForecastColumns expected =
        predicted
            ? forecasts(current, predictions, predictions.today(now))
            : ForecastColumns.NOTHING;
    Filter filter = filter(query);
    Top top = new Top(query);
    for (int slot = 0; slot < current.capacity(); slot++) {
      String id = current.id(slot);
      if (id != null && filter.takes(current, slot)) {
        top.offer(
            predicted ? expected.value(query.sort(), slot) : current.value(query.sort(), slot), id);
      }
    }
    return top.positions();
  }

  /** Those of all customers; nobody else computes them meanwhile. */
  private ForecastColumns forecasts(Columns current, Predictions predictions, int today) {
    synchronized (forecasting) {
      forecasts = forecasts.of(predictions, today, current.capacity());
      for (int slot = 0; slot < current.capacity(); slot++) {
        if (current.id(slot) != null) {
          forecasts.refresh(slot, current.purchases());
        }
      }
      return forecasts;
    }
  }

  private Filter filter(CustomerQuery query) {
    int in = 0;
    int asked = 0;
    for (Map.Entry<Channel, Boolean> consent : query.selection().consents().entrySet()) {
      asked |= 1 << consent.getKey().ordinal();
      in |= consent.getValue() ? 1 << consent.getKey().ordinal() : 0;
    }
    return new Filter(
        Filter.segments(query),
        query
            .selection()
            .tier()
            .map(name -> tiers.getOrDefault(name, Filter.NOBODY))
            .orElse(Filter.ANY),
        query
            .selection()
            .tag()
            .map(name -> tags.getOrDefault(name, Filter.NOBODY))
            .orElse(Filter.ANY),
        query.selection().member().orElse(Filter.ANY),
        new Filter.Consents(asked, in),
        Filter.Text.prefix(query.selection().search().prefix()),
        Filter.Text.whole(query.selection().search().email()));
  }

  /** Where a customer without a value to sort by stands. */
  static OptionalLong optional(long value) {
    return value == Columns.NONE ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
