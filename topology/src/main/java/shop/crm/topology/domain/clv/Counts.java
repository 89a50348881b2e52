package shop.crm.topology.domain.clv;

import java.util.Arrays;
import shop.crm.schemas.state.RowReader;
import shop.crm.schemas.state.RowWriter;

/** How many there are of each key, by open addressing: 12 bytes a slot. Keys are not negative. */
final class Counts {

  private static final long FREE = -1;
  private static final int LEAST_SLOTS = 16;

  private long[] keys = free(LEAST_SLOTS);
  private int[] counts = new int[LEAST_SLOTS];

  /** Slots with a key; its count may be 0 until the next {@link #resize}. */
  private int taken;

  /** Takes one key. */
  interface Consumer {
    /** A key and how many there are of it, not 0. */
    void accept(long key, int count);
  }

  /**
   * Adds {@code by}, which may be negative.
   *
   * @throws ArithmeticException if that makes more than an int holds
   */
  void add(long key, int by) {
    int slot = slot(key);
    if (keys[slot] == FREE) {
      if (taken >= keys.length / 4 * 3) {
        resize(size());
        slot = slot(key);
      }
      keys[slot] = key;
      taken++;
    }
    counts[slot] = Math.addExact(counts[slot], by);
  }

  void addAll(Counts other) {
    // Room first: keys come in the order of their slots and would fill a table that is too small
    // for all of them from one end, in ever longer clusters.
    resize(size() + other.size());
    other.forEach(this::add);
  }

  void forEach(Consumer action) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (counts[slot] != 0) {
        action.accept(keys[slot], counts[slot]);
      }
    }
  }

  /** How many keys {@link #forEach} gives. */
  int size() {
    int size = 0;
    for (int count : counts) {
      size += count == 0 ? 0 : 1;
    }
    return size;
  }

  private int count(long key) {
    return counts[slot(key)];
  }

  /** The slot of the key, or the free one where it would stand. */
  private int slot(long key) {
    int mask = keys.length - 1;
    // Fibonacci hashing: the highest bits of the product depend on all of the key.
    int slot = (int) (key * 0x9E3779B97F4A7C15L >>> Long.numberOfLeadingZeros(mask));
    while (keys[slot] != key && keys[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Makes room for so many keys and as many again, and forgets those with a count of 0. */
  private void resize(int size) {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    int slots = Math.max(LEAST_SLOTS, Integer.highestOneBit(size) * 4);
    keys = free(slots);
    counts = new int[slots];
    taken = 0;
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldCounts[old] != 0) {
        int slot = slot(oldKeys[old]);
        keys[slot] = oldKeys[old];
        counts[slot] = oldCounts[old];
        taken++;
      }
    }
  }

  private static long[] free(int slots) {
    long[] keys = new long[slots];
    Arrays.fill(keys, FREE);
    return keys;
  }

  /** Appends the keys in ascending order, each as the distance from the one before. */
  void write(RowWriter row) {
    long[] sorted = new long[size()];
    int[] filled = {0};
    forEach((key, _) -> sorted[filled[0]++] = key);
    Arrays.sort(sorted);
    row.unsigned(sorted.length);
    long before = 0;
    for (long key : sorted) {
      row.unsigned(key - before).signed(count(key));
      before = key;
    }
  }

  /** Gives what {@link #write} appended. */
  static void read(RowReader row, Consumer action) {
    int size = row.count();
    long key = 0;
    for (int i = 0; i < size; i++) {
      key = Math.addExact(key, row.unsigned());
      action.accept(key, Math.toIntExact(row.signed()));
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Counts that) || size() != that.size()) {
      return false;
    }
    boolean[] same = {true};
    forEach((key, count) -> same[0] &= that.count(key) == count);
    return same[0];
  }

  @Override
  public int hashCode() {
    int[] hash = {0};
    forEach((key, count) -> hash[0] += Long.hashCode(key) * count);
    return hash[0];
  }
}
