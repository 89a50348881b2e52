package shop.crm.topology.index;

import java.util.Arrays;

/**
 * Finds the slot of an id: open addressing with linear probing over slot numbers; the ids
 * themselves stand in the columns, once. For the writing thread alone.
 */
final class SlotIndex {

  private static final int EMPTY = -1;

  private int[] table = filled(2);
  private int size;

  private static int[] filled(int length) {
    int[] table = new int[length];
    Arrays.fill(table, EMPTY);
    return table;
  }

  private static int home(String id, int[] table) {
    int hash = id.hashCode() * 0x9E3779B9;
    return (hash ^ (hash >>> 16)) & (table.length - 1);
  }

  /** The slot of an id, or -1. */
  int get(String id, Columns columns) {
    int place = find(id, columns);
    return table[place];
  }

  /** The place of an id, or the free one where it would stand. */
  private int find(String id, Columns columns) {
    int place = home(id, table);
    while (table[place] != EMPTY && !id.equals(columns.id(table[place]))) {
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }

  /** Adds an id that is not there, and stands in the columns. */
  void put(String id, int slot, Columns columns) {
    if (2 * (size + 1) > table.length) {
      grow(columns);
    }
    int place = home(id, table);
    while (table[place] != EMPTY) {
      place = (place + 1) & (table.length - 1);
    }
    table[place] = slot;
    size++;
  }

  private void grow(Columns columns) {
    int[] longer = filled(2 * table.length);
    for (int slot : table) {
      if (slot != EMPTY) {
        int place = home(columns.id(slot), longer);
        while (longer[place] != EMPTY) {
          place = (place + 1) & (longer.length - 1);
        }
        longer[place] = slot;
      }
    }
    table = longer;
  }

  /** Removes an id, while it still stands in the columns. */
  void remove(String id, Columns columns) {
    int gap = find(id, columns);
    if (table[gap] == EMPTY) {
      return;
    }
    table[gap] = EMPTY;
    size--;
    // Those behind it move up, so that no search ends at the gap too early.
    for (int place = (gap + 1) & (table.length - 1);
        table[place] != EMPTY;
        place = (place + 1) & (table.length - 1)) {
      int home = home(columns.id(table[place]), table);
      boolean reachable =
          gap <= place ? (gap < home && home <= place) : (gap < home || home <= place);
      if (!reachable) {
        table[gap] = table[place];
        table[place] = EMPTY;
        gap = place;
      }
    }
  }
}
