package shop.crm.schemas.model.purchase;

import java.util.Optional;
import java.util.function.BiConsumer;
import shop.crm.schemas.model.purchase.PurchasePage.Branch;
import shop.crm.schemas.model.purchase.PurchasePage.Leaf;

/**
 * What leads to a page of purchases, with what can be said of it without reading it. The page is
 * read when it is first asked for, so a reference is for one thread.
 */
public final class PageRef {

  private final long id;
  private final int count;
  private final long spentMinor;
  private final long firstMicros;
  private final long firstNet;
  private final PurchasePages source;
  private final boolean stored;
  private Optional<PurchasePage> page;

  private PageRef(
      long id, int count, long spentMinor, long firstMicros, long firstNet, PurchasePages source) {
    this.id = id;
    this.count = count;
    this.spentMinor = spentMinor;
    this.firstMicros = firstMicros;
    this.firstNet = firstNet;
    this.source = source;
    this.stored = true;
    this.page = Optional.empty();
  }

  private PageRef(
      long id, int count, long spentMinor, long firstMicros, long firstNet, PurchasePage page) {
    this.id = id;
    this.count = count;
    this.spentMinor = spentMinor;
    this.firstMicros = firstMicros;
    this.firstNet = firstNet;
    this.source = PurchasePages.NONE;
    this.stored = false;
    this.page = Optional.of(page);
  }

  /**
   * Leads to a page that is stored.
   *
   * @param count how many purchases there are below it
   * @param spentMinor what they come to, in hundredths
   * @param firstMicros when the first of them was placed, in microseconds since 1970
   * @param firstNet what that one came to, in hundredths
   */
  public static PageRef stored(
      long id, int count, long spentMinor, long firstMicros, long firstNet, PurchasePages source) {
    return new PageRef(id, count, spentMinor, firstMicros, firstNet, source);
  }

  /** Leads to a page that is to be stored under an id; the page is not empty. */
  static PageRef to(long id, PurchasePage page) {
    return switch (page) {
      case Leaf leaf -> {
        long spent = 0;
        for (long net : leaf.netMinor()) {
          spent = Math.addExact(spent, net);
        }
        yield new PageRef(
            id, leaf.epochMicros().length, spent, leaf.epochMicros()[0], leaf.netMinor()[0], leaf);
      }
      case Branch branch -> {
        int count = 0;
        long spent = 0;
        for (PageRef ref : branch.pages()) {
          count = Math.addExact(count, ref.count);
          spent = Math.addExact(spent, ref.spentMinor);
        }
        PageRef first = branch.pages().getFirst();
        yield new PageRef(id, count, spent, first.firstMicros, first.firstNet, branch);
      }
    };
  }

  /** The page's id, unique among the customer's. */
  public long id() {
    return id;
  }

  /** How many purchases there are below it. */
  public int count() {
    return count;
  }

  /** What they come to, in hundredths. */
  public long spentMinor() {
    return spentMinor;
  }

  /** When the first of them was placed, in microseconds since 1970. */
  public long firstMicros() {
    return firstMicros;
  }

  /** What that one came to, in hundredths. */
  public long firstNet() {
    return firstNet;
  }

  /** Whether its first purchase is after one. */
  boolean startsAfter(long time, long net) {
    return PurchasePage.compare(firstMicros, firstNet, time, net) > 0;
  }

  /** Whether the page stands in the store already. */
  boolean isStored() {
    return stored;
  }

  /**
   * The page.
   *
   * @throws PageGone if it was replaced since
   */
  PurchasePage page() {
    if (page.isEmpty()) {
      page = Optional.of(source.page(id).orElseThrow(() -> new PageGone(id)));
    }
    return page.get();
  }

  /** Passes on every page from here on that is still to be stored. */
  void eachNew(BiConsumer<Long, PurchasePage> each) {
    if (!stored) {
      each.accept(id, page());
      if (page() instanceof Branch branch) {
        branch.pages().forEach(ref -> ref.eachNew(each));
      }
    }
  }
}
