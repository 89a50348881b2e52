package shop.crm.schemas.model.purchase;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;

/**
 * The counting orders of a customer as a calendar: when each was placed and what it came to, sorted
 * by time. From it follow count, spend, first and last order without a look at the orders
 * themselves.
 *
 * <p>The newest stand in the customer's row; the others in pages of their own, so that an order
 * costs the same whatever the customer has bought before. Count, spend, first and last never need a
 * page. Immutable; pages are read when they are first asked for, so a calendar with pages is for
 * one thread.
 */
public final class Purchases {

  /** How many stand in the customer's row at most. */
  static final int RECENT = 32;

  /** How many leave the row for pages at once, so that most orders write no page. */
  private static final int MOVED_AT_ONCE = 16;

  /** No order counts. */
  public static final Purchases NONE =
      new Purchases(new long[0], new long[0], PurchaseTree.EMPTY, Optional.empty());

  private final long[] epochMicros;
  private final long[] netMinor;
  private final PurchaseTree older;
  private final long spentMinor;

  private final Optional<Change> change;

  /** What these were made of: they differ by one order, placed at a time. */
  private record Change(Purchases base, long epochMicros) {}

  private Purchases(
      long[] epochMicros, long[] netMinor, PurchaseTree older, Optional<Change> change) {
    this.epochMicros = epochMicros;
    this.netMinor = netMinor;
    this.older = older;
    this.change = change;
    long spent = older.spentMinor();
    for (long net : netMinor) {
      spent = Math.addExact(spent, net);
    }
    this.spentMinor = spent;
  }

  /**
   * Purchases of which some are in pages.
   *
   * @param epochMicros when each of the newest was placed, in microseconds since 1970, sorted
   * @param netMinor what each of them came to, in hundredths
   * @param root the page that leads to all others; empty where there are none
   * @param nextPage the id of the next new page
   */
  public static Purchases paged(
      long[] epochMicros, long[] netMinor, Optional<PageRef> root, long nextPage) {
    return stored(epochMicros, netMinor, new PurchaseTree(root, nextPage, List.of()));
  }

  private static Purchases stored(long[] epochMicros, long[] netMinor, PurchaseTree older) {
    return new Purchases(epochMicros, netMinor, older, Optional.empty());
  }

  /**
   * Of purchases that are sorted by time, then amount; all but the newest go into pages.
   *
   * @param epochMicros when each was placed, in microseconds since 1970
   * @param netMinor what each came to, in hundredths
   * @param firstPage the id of the first of these pages
   */
  public static Purchases sorted(long[] epochMicros, long[] netMinor, long firstPage) {
    int paged = epochMicros.length <= RECENT ? 0 : epochMicros.length - MOVED_AT_ONCE;
    PurchaseTree older =
        paged == 0
            ? new PurchaseTree(Optional.empty(), firstPage, List.of())
            : PurchaseTree.of(
                Arrays.copyOf(epochMicros, paged), Arrays.copyOf(netMinor, paged), firstPage);
    return stored(
        Arrays.copyOfRange(epochMicros, paged, epochMicros.length),
        Arrays.copyOfRange(netMinor, paged, netMinor.length),
        older);
  }

  /** How many orders count. */
  public int count() {
    return older.count() + epochMicros.length;
  }

  /** What they come to, after refunds. */
  public Money spent() {
    return new Money(spentMinor);
  }

  /** When the earliest was placed. */
  public Optional<Instant> first() {
    return count() == 0 ? Optional.empty() : Optional.of(Micros.toInstant(firstMicros()));
  }

  private long firstMicros() {
    return older.root().map(PageRef::firstMicros).orElseGet(() -> epochMicros[0]);
  }

  /** When the latest was placed. */
  public Optional<Instant> last() {
    return count() == 0 ? Optional.empty() : Optional.of(at(count() - 1));
  }

  /** When the order at {@code position} was placed; positions go by time, from 0. */
  public Instant at(int position) {
    return Micros.toInstant(epochMicros(position));
  }

  /** The same in microseconds since 1970. */
  public long epochMicros(int position) {
    int paged = older.count();
    if (position >= paged) {
      return epochMicros[position - paged];
    }
    return position == 0 ? firstMicros() : older.read(position, (time, net) -> time);
  }

  /** What the order at {@code position} came to. */
  public Money net(int position) {
    int paged = older.count();
    return new Money(
        position >= paged ? netMinor[position - paged] : older.read(position, (time, net) -> net));
  }

  /** How many were placed before a time, in microseconds since 1970. */
  public int placedBefore(long time) {
    int paged = older.count();
    return paged == 0 || epochMicros[0] < time
        ? paged + PurchasePage.before(time, epochMicros)
        : older.before(time);
  }

  /**
   * Whether any was placed from one time on and before another, in microseconds since 1970; the
   * newest answer for most times that are asked for, without a page.
   */
  public boolean anyPlaced(long from, long to) {
    return PurchasePage.before(from, epochMicros) < PurchasePage.before(to, epochMicros)
        || older.before(from) < older.before(to);
  }

  /** What the first {@code position} came to, in hundredths. */
  public long spentBefore(int position) {
    int paged = older.count();
    if (position <= paged) {
      return older.spentBefore(position);
    }
    long spent = spentMinor;
    for (int i = position - paged; i < netMinor.length; i++) {
      spent -= netMinor[i];
    }
    return spent;
  }

  /**
   * How few of the first come to more than an amount.
   *
   * @param minor in hundredths, from 0 up to less than all come to
   */
  public int spending(long minor) {
    long left = minor - older.spentMinor();
    if (left < 0) {
      return older.spending(minor);
    }
    int i = 0;
    while (left >= netMinor[i]) {
      left -= netMinor[i];
      i++;
    }
    return older.count() + i + 1;
  }

  /** These purchases and one more. */
  public Purchases with(Instant orderedAt, Money net) {
    long time = Micros.of(orderedAt);
    int place = PurchasePage.placeOf(time, net.minor(), epochMicros, netMinor);
    if (place == 0 && older.count() > 0) {
      return changed(epochMicros, netMinor, older.with(time, net.minor()), time);
    }
    long[] times = PurchasePage.inserted(epochMicros, place, time);
    long[] nets = PurchasePage.inserted(netMinor, place, net.minor());
    if (times.length <= RECENT) {
      return changed(times, nets, older, time);
    }
    PurchaseTree pages = older;
    for (int i = 0; i < MOVED_AT_ONCE; i++) {
      pages = pages.with(times[i], nets[i]);
    }
    return changed(
        Arrays.copyOfRange(times, MOVED_AT_ONCE, times.length),
        Arrays.copyOfRange(nets, MOVED_AT_ONCE, nets.length),
        pages,
        time);
  }

  /**
   * These without one of that time and amount.
   *
   * @throws IllegalStateException if there is none: the row contradicts its orders
   */
  public Purchases without(Instant orderedAt, Money net) {
    long time = Micros.of(orderedAt);
    int place = PurchasePage.placeOf(time, net.minor(), epochMicros, netMinor) - 1;
    if (place < 0 || epochMicros[place] != time || netMinor[place] != net.minor()) {
      return changed(epochMicros, netMinor, older.without(time, net.minor()), time);
    }
    long[] times = PurchasePage.removed(epochMicros, place);
    long[] nets = PurchasePage.removed(netMinor, place);
    PurchaseTree pages = older;
    // The last order is always in the row.
    boolean refill = times.length == 0;
    while (refill && times.length < MOVED_AT_ONCE && pages.count() > 0) {
      int last = pages.count() - 1;
      long lastTime = pages.read(last, (at, value) -> at);
      long lastNet = pages.read(last, (at, value) -> value);
      pages = pages.without(lastTime, lastNet);
      times = PurchasePage.inserted(times, 0, lastTime);
      nets = PurchasePage.inserted(nets, 0, lastNet);
    }
    return changed(times, nets, pages, time);
  }

  private Purchases changed(long[] times, long[] nets, PurchaseTree pages, long time) {
    return new Purchases(times, nets, pages, Optional.of(new Change(this, time)));
  }

  /**
   * The times of the orders by which these differ from those that they were made of; nothing where
   * they were not made of them, and anything may differ.
   *
   * @return in microseconds since 1970, a time perhaps more than once
   */
  public Optional<List<Long>> changedSince(Purchases base) {
    List<Long> times = new ArrayList<>(2);
    Purchases current = this;
    while (current != base) {
      if (current.change.isEmpty()) {
        return Optional.empty();
      }
      times.add(current.change.get().epochMicros());
      current = current.change.get().base();
    }
    return Optional.of(times);
  }

  /** Passes on the pages that are to be stored beside the customer's row, by id. */
  public void eachNewPage(BiConsumer<Long, PurchasePage> each) {
    older.root().ifPresent(root -> root.eachNew(each));
  }

  /** When each of those was placed that stand in the customer's row, in microseconds since 1970. */
  public long[] recentMicros() {
    return epochMicros.clone();
  }

  /** What each of them came to, in hundredths. */
  public long[] recentNets() {
    return netMinor.clone();
  }

  /** The page that leads to all others; empty where there are none. */
  public Optional<PageRef> root() {
    return older.root();
  }

  /** The id of the next new page; 0 where there never was one. */
  public long nextPage() {
    return older.nextId();
  }

  /** The ids of stored pages that the customer's row does not lead to any more. */
  public List<Long> droppedPages() {
    return older.dropped();
  }

  private long[] flat(boolean ofTimes) {
    LongStream.Builder all = LongStream.builder();
    older.eachLeaf((times, nets) -> Arrays.stream(ofTimes ? times : nets).forEach(all));
    Arrays.stream(ofTimes ? epochMicros : netMinor).forEach(all);
    return all.build().toArray();
  }

  /** Whether both are the same orders, however they are stored; looks at every page. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Purchases that
        && count() == that.count()
        && spentMinor == that.spentMinor
        && Arrays.equals(flat(true), that.flat(true))
        && Arrays.equals(flat(false), that.flat(false));
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(spentMinor) + count();
  }

  @Override
  public String toString() {
    return count() + " orders, " + spent();
  }
}
