package shop.crm.schemas.model.purchase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import shop.crm.schemas.model.purchase.PurchasePage.Branch;
import shop.crm.schemas.model.purchase.PurchasePage.Leaf;

/**
 * Purchases in pages. Immutable: a change makes new pages along one path and shares all others, so
 * it costs the height of the tree, whatever the customer has bought.
 *
 * @param root the page that leads to all; empty where there is no purchase
 * @param nextId the id of the next new page
 * @param dropped ids of stored pages that are not part of the tree any more
 */
record PurchaseTree(Optional<PageRef> root, long nextId, List<Long> dropped) {

  static final PurchaseTree EMPTY = new PurchaseTree(Optional.empty(), 0, List.of());

  PurchaseTree {
    dropped = List.copyOf(dropped);
  }

  /** A change in the making: which ids it gives and which pages it leaves behind. */
  private static final class Edit {
    long nextId;
    final List<Long> dropped;

    Edit(PurchaseTree tree) {
      nextId = tree.nextId;
      dropped = new ArrayList<>(tree.dropped);
    }

    PageRef page(PurchasePage page) {
      return PageRef.to(nextId++, page);
    }

    void replace(PageRef ref) {
      if (ref.isStored()) {
        dropped.add(ref.id());
      }
    }

    PurchaseTree tree(Optional<PageRef> root) {
      return new PurchaseTree(root, nextId, dropped);
    }
  }

  int count() {
    return root.map(PageRef::count).orElse(0);
  }

  long spentMinor() {
    return root.map(PageRef::spentMinor).orElse(0L);
  }

  /**
   * Of sorted purchases.
   *
   * @param firstId the id of the first page
   */
  static PurchaseTree of(long[] times, long[] nets, long firstId) {
    Edit edit = new Edit(new PurchaseTree(Optional.empty(), firstId, List.of()));
    List<PageRef> level = new ArrayList<>();
    for (int from = 0; from < times.length; from += PurchasePage.LEAF) {
      int to = Math.min(times.length, from + PurchasePage.LEAF);
      level.add(
          edit.page(
              new Leaf(Arrays.copyOfRange(times, from, to), Arrays.copyOfRange(nets, from, to))));
    }
    while (level.size() > 1) {
      List<PageRef> above = new ArrayList<>();
      for (int from = 0; from < level.size(); from += PurchasePage.FAN_OUT) {
        int to = Math.min(level.size(), from + PurchasePage.FAN_OUT);
        above.add(edit.page(new Branch(level.subList(from, to))));
      }
      level = above;
    }
    return edit.tree(level.stream().findFirst());
  }

  /** These purchases and one more. */
  PurchaseTree with(long time, long net) {
    Edit edit = new Edit(this);
    if (root.isEmpty()) {
      PageRef leaf = edit.page(new Leaf(new long[] {time}, new long[] {net}));
      return edit.tree(Optional.of(leaf));
    }
    List<PageRef> pages = inserted(edit, root.get(), time, net);
    return edit.tree(
        Optional.of(pages.size() == 1 ? pages.getFirst() : edit.page(new Branch(pages))));
  }

  private static List<PageRef> inserted(Edit edit, PageRef ref, long time, long net) {
    edit.replace(ref);
    return switch (ref.page()) {
      case Leaf(long[] times, long[] nets) -> {
        int place = PurchasePage.placeOf(time, net, times, nets);
        yield leaves(
            edit,
            PurchasePage.inserted(times, place, time),
            PurchasePage.inserted(nets, place, net),
            place == times.length);
      }
      case Branch(List<PageRef> pages) -> {
        int child = childOf(pages, time, net);
        yield branches(
            edit,
            PurchasePage.replaced(pages, child, inserted(edit, pages.get(child), time, net)),
            child == pages.size() - 1);
      }
    };
  }

  /** What is full is cut in two; at its end, where most purchases come, it stays full. */
  private static List<PageRef> leaves(Edit edit, long[] times, long[] nets, boolean atEnd) {
    if (times.length <= PurchasePage.LEAF) {
      return List.of(edit.page(new Leaf(times, nets)));
    }
    int cut = atEnd ? PurchasePage.LEAF : times.length / 2;
    return List.of(
        edit.page(new Leaf(Arrays.copyOf(times, cut), Arrays.copyOf(nets, cut))),
        edit.page(
            new Leaf(
                Arrays.copyOfRange(times, cut, times.length),
                Arrays.copyOfRange(nets, cut, nets.length))));
  }

  private static List<PageRef> branches(Edit edit, List<PageRef> pages, boolean atEnd) {
    if (pages.size() <= PurchasePage.FAN_OUT) {
      return List.of(edit.page(new Branch(pages)));
    }
    int cut = atEnd ? PurchasePage.FAN_OUT : pages.size() / 2;
    return List.of(
        edit.page(new Branch(pages.subList(0, cut))),
        edit.page(new Branch(pages.subList(cut, pages.size()))));
  }

  /** The last page that does not start after a purchase: it has that purchase, if any has. */
  private static int childOf(List<PageRef> pages, long time, long net) {
    int child = pages.size() - 1;
    while (child > 0 && pages.get(child).startsAfter(time, net)) {
      child--;
    }
    return child;
  }

  /**
   * These without one of that time and amount.
   *
   * @throws IllegalStateException if there is none
   */
  PurchaseTree without(long time, long net) {
    Edit edit = new Edit(this);
    PageRef all = root.orElseThrow(PurchaseTree::missing);
    Optional<PageRef> left = removed(edit, all, time, net);
    while (left.isPresent()
        && left.get().page() instanceof Branch(List<PageRef> pages)
        && pages.size() == 1) {
      // A page that leads to one only is that one.
      edit.replace(left.get());
      left = Optional.of(pages.getFirst());
    }
    return edit.tree(left);
  }

  private static Optional<PageRef> removed(Edit edit, PageRef ref, long time, long net) {
    edit.replace(ref);
    return switch (ref.page()) {
      case Leaf(long[] times, long[] nets) -> {
        int place = PurchasePage.placeOf(time, net, times, nets) - 1;
        if (place < 0 || times[place] != time || nets[place] != net) {
          throw missing();
        }
        yield times.length == 1
            ? Optional.empty()
            : Optional.of(
                edit.page(
                    new Leaf(
                        PurchasePage.removed(times, place), PurchasePage.removed(nets, place))));
      }
      case Branch(List<PageRef> pages) -> {
        int child = childOf(pages, time, net);
        List<PageRef> left =
            PurchasePage.replaced(
                pages, child, removed(edit, pages.get(child), time, net).stream().toList());
        yield left.isEmpty() ? Optional.empty() : Optional.of(edit.page(new Branch(left)));
      }
    };
  }

  static IllegalStateException missing() {
    return new IllegalStateException("the calendar has no such order");
  }

  /** A purchase by its position. */
  interface Reading {
    long of(long time, long net);
  }

  /** The time or the amount of the purchase at a position. */
  long read(int position, Reading reading) {
    PageRef ref = root.orElseThrow();
    int left = position;
    while (true) {
      switch (ref.page()) {
        case Leaf(long[] times, long[] nets) -> {
          return reading.of(times[left], nets[left]);
        }
        case Branch(List<PageRef> pages) -> {
          int child = 0;
          while (left >= pages.get(child).count()) {
            left -= pages.get(child).count();
            child++;
          }
          ref = pages.get(child);
        }
      }
    }
  }

  /** How many purchases were placed before a time. */
  int before(long time) {
    int passed = 0;
    Optional<PageRef> next = root.filter(ref -> ref.firstMicros() < time);
    while (next.isPresent()) {
      switch (next.get().page()) {
        case Leaf(long[] times, long[] _) -> {
          return passed + PurchasePage.before(time, times);
        }
        case Branch(List<PageRef> pages) -> {
          int child = 0;
          // All of a page are before, if the first of the next page is.
          while (child + 1 < pages.size() && pages.get(child + 1).firstMicros() < time) {
            passed += pages.get(child).count();
            child++;
          }
          next = Optional.of(pages.get(child));
        }
      }
    }
    return passed;
  }

  /** What the first so many come to, in hundredths. */
  long spentBefore(int position) {
    if (position >= count()) {
      return spentMinor();
    }
    PageRef ref = root.orElseThrow();
    int left = position;
    long spent = 0;
    while (true) {
      switch (ref.page()) {
        case Leaf(long[] _, long[] nets) -> {
          for (int i = 0; i < left; i++) {
            spent += nets[i];
          }
          return spent;
        }
        case Branch(List<PageRef> pages) -> {
          int child = 0;
          while (left >= pages.get(child).count()) {
            left -= pages.get(child).count();
            spent += pages.get(child).spentMinor();
            child++;
          }
          ref = pages.get(child);
        }
      }
    }
  }

  /** How few of the first come to more than an amount that is less than all come to. */
  int spending(long minor) {
    PageRef ref = root.orElseThrow();
    int passed = 0;
    long left = minor;
    while (true) {
      switch (ref.page()) {
        case Leaf(long[] _, long[] nets) -> {
          int i = 0;
          while (left >= nets[i]) {
            left -= nets[i];
            i++;
          }
          return passed + i + 1;
        }
        case Branch(List<PageRef> pages) -> {
          int child = 0;
          while (left >= pages.get(child).spentMinor()) {
            left -= pages.get(child).spentMinor();
            passed += pages.get(child).count();
            child++;
          }
          ref = pages.get(child);
        }
      }
    }
  }

  /** Passes on every leaf, in order. */
  void eachLeaf(BiConsumer<long[], long[]> each) {
    root.ifPresent(ref -> eachLeaf(ref, each));
  }

  private static void eachLeaf(PageRef ref, BiConsumer<long[], long[]> each) {
    switch (ref.page()) {
      case Leaf(long[] times, long[] nets) -> each.accept(times, nets);
      case Branch(List<PageRef> pages) -> pages.forEach(page -> eachLeaf(page, each));
    }
  }
}
