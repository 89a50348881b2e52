package shop.crm.schemas.state;

import java.util.Optional;
import java.util.function.BiConsumer;
import shop.crm.schemas.model.purchase.PageRef;
import shop.crm.schemas.model.purchase.PurchasePage;
import shop.crm.schemas.model.purchase.PurchasePage.Branch;
import shop.crm.schemas.model.purchase.PurchasePage.Leaf;
import shop.crm.schemas.model.purchase.PurchasePages;
import shop.crm.schemas.model.purchase.Purchases;

/** The stored form of {@link Purchases}: the newest in the customer's row, the others in pages. */
public final class PurchaseRows {

  private static final int VERSION = 1;

  private PurchaseRows() {}

  /** Passes on the rows of the pages that are to be stored beside the customer's row, by id. */
  public static void eachNewPage(Purchases purchases, BiConsumer<Long, byte[]> each) {
    purchases.eachNewPage((id, page) -> each.accept(id, encode(page)));
  }

  static void write(RowWriter out, Purchases purchases) {
    purchases(out, purchases.recentMicros(), purchases.recentNets());
    out.unsigned(purchases.nextPage());
    if (purchases.nextPage() > 0) {
      out.optional(purchases.root(), root -> write(out, root));
    }
  }

  static Purchases read(RowReader in, PageSource source) {
    int count = in.count();
    long[] times = new long[count];
    long[] nets = new long[count];
    purchases(in, times, nets);
    long nextId = in.unsigned();
    if (count == 0 && nextId == 0) {
      return Purchases.NONE;
    }
    PurchasePages pages = pages(source);
    Optional<PageRef> root = nextId == 0 ? Optional.empty() : in.optional(() -> ref(in, pages));
    return Purchases.paged(times, nets, root, nextId);
  }

  /** Reads the form that had all purchases in the customer's row. */
  static Purchases readWhole(RowReader in) {
    int count = in.count();
    if (count == 0) {
      return Purchases.NONE;
    }
    long[] times = new long[count];
    long[] nets = new long[count];
    purchases(in, times, nets);
    return Purchases.sorted(times, nets, 0);
  }

  private static PurchasePages pages(PageSource source) {
    return new PurchasePages() {
      @Override
      public Optional<PurchasePage> page(long id) {
        return source.page(id).map(row -> decode(row, this));
      }
    };
  }

  private static byte[] encode(PurchasePage page) {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION);
    switch (page) {
      case Leaf(long[] times, long[] nets) -> {
        out.flag(false);
        purchases(out, times, nets);
      }
      case Branch branch -> {
        out.flag(true);
        out.unsigned(branch.pages().size());
        branch.pages().forEach(ref -> write(out, ref));
      }
    }
    return out.toBytes();
  }

  private static PurchasePage decode(byte[] row, PurchasePages pages) {
    return RowReader.read(
        row, VERSION, in -> in.flag() ? new Branch(in.list(() -> ref(in, pages))) : leaf(in));
  }

  private static Leaf leaf(RowReader in) {
    int count = in.count();
    long[] times = new long[count];
    long[] nets = new long[count];
    purchases(in, times, nets);
    return new Leaf(times, nets);
  }

  private static void write(RowWriter out, PageRef ref) {
    out.unsigned(ref.id()).unsigned(ref.count()).unsigned(ref.spentMinor());
    out.micros(ref.firstMicros()).unsigned(ref.firstNet());
  }

  private static PageRef ref(RowReader in, PurchasePages pages) {
    return PageRef.stored(
        in.unsigned(),
        Math.toIntExact(in.unsigned()),
        in.unsigned(),
        in.micros(),
        in.unsigned(),
        pages);
  }

  /** How many purchases there are, before the purchases themselves. */
  private static void purchases(RowWriter out, long[] times, long[] nets) {
    out.unsigned(times.length);
    long before = 0;
    for (int i = 0; i < times.length; i++) {
      out.micros(times[i] - before).unsigned(nets[i]);
      before = times[i];
    }
  }

  /** As many as there is room for. */
  private static void purchases(RowReader in, long[] times, long[] nets) {
    long before = 0;
    for (int i = 0; i < times.length; i++) {
      before = Math.addExact(before, in.micros());
      times[i] = before;
      nets[i] = in.unsigned();
    }
  }
}
