package shop.crm.topology.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;
import shop.crm.topology.domain.clv.PurchaseDays;

/**
 * How customers bought, as columns, by slot. One thread writes; any number read without a lock, and
 * see each customer as they were at some moment: a number that is odd while a slot is written tells
 * them to look again.
 */
final class PurchaseColumns {

  /** Stands for a customer without orders. */
  private static final int NONE = -1;

  private static final VarHandle CHANGES = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] repeats;
  private final int[] firstDays;
  private final int[] lastDays;
  private final long[] repeatSpend;
  private final int[] changes;

  PurchaseColumns(int capacity) {
    repeats = new int[capacity];
    firstDays = new int[capacity];
    lastDays = new int[capacity];
    repeatSpend = new long[capacity];
    changes = new int[capacity];
    Arrays.fill(repeats, NONE);
  }

  private PurchaseColumns(PurchaseColumns from, int capacity) {
    repeats = Arrays.copyOf(from.repeats, capacity);
    Arrays.fill(repeats, from.repeats.length, capacity, NONE);
    firstDays = Arrays.copyOf(from.firstDays, capacity);
    lastDays = Arrays.copyOf(from.lastDays, capacity);
    repeatSpend = Arrays.copyOf(from.repeatSpend, capacity);
    changes = Arrays.copyOf(from.changes, capacity);
  }

  PurchaseColumns withCapacity(int capacity) {
    return new PurchaseColumns(this, capacity);
  }

  void set(int slot, Optional<PurchaseDays> purchases) {
    int change = changes[slot];
    CHANGES.setOpaque(changes, slot, change + 1);
    VarHandle.storeStoreFence();
    if (purchases.isPresent()) {
      PurchaseDays days = purchases.get();
      repeats[slot] = days.repeats();
      firstDays[slot] = days.firstEpochDay();
      lastDays[slot] = days.lastEpochDay();
      repeatSpend[slot] = days.repeatSpendMinor();
    } else {
      repeats[slot] = NONE;
    }
    CHANGES.setRelease(changes, slot, change + 2);
  }

  /** A number that differs after each change of the slot, and is even but while it is written. */
  int change(int slot) {
    return (int) CHANGES.getAcquire(changes, slot);
  }

  /** What stands in a slot: all of it of one moment. */
  Optional<PurchaseDays> get(int slot) {
    while (true) {
      int before = change(slot);
      boolean none = repeats[slot] == NONE;
      PurchaseDays days =
          new PurchaseDays(repeats[slot], firstDays[slot], lastDays[slot], repeatSpend[slot]);
      VarHandle.loadLoadFence();
      int after = (int) CHANGES.getOpaque(changes, slot);
      if (before == after && (before & 1) == 0) {
        return none ? Optional.empty() : Optional.of(days);
      }
      Thread.onSpinWait();
    }
  }
}
