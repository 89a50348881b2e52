package shop.crm.schemas.model.purchase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A page of a customer's older purchases: a node of a B+ tree that is sorted by time, then amount.
 * A page is never changed: what changes one makes another, under another id, and new pages from
 * there up to the root.
 */
public sealed interface PurchasePage {

  /** How many purchases a leaf has at most; such a row stays below 3 KB. */
  int LEAF = 128;

  /** How many pages one page leads to at most; such a row stays below 4 KB. */
  int FAN_OUT = 64;

  /** Purchases themselves: when each was placed, in microseconds since 1970, and its amount. */
  record Leaf(long[] epochMicros, long[] netMinor) implements PurchasePage {}

  /** Pages, each of purchases that are not before those of the page before. */
  record Branch(List<PageRef> pages) implements PurchasePage {
    public Branch {
      pages = List.copyOf(pages);
    }
  }

  /** The order of purchases: by time, those of one time by amount. */
  static int compare(long time, long net, long otherTime, long otherNet) {
    int byTime = Long.compare(time, otherTime);
    return byTime != 0 ? byTime : Long.compare(net, otherNet);
  }

  /** Where a purchase belongs among sorted ones: behind those that are not after it. */
  static int placeOf(long time, long net, long[] times, long[] nets) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(times[middle], nets[middle], time, net) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many of sorted times are before one. */
  static int before(long time, long[] times) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The values with one more in a place. */
  static long[] inserted(long[] values, int place, long value) {
    long[] more = Arrays.copyOf(values, values.length + 1);
    System.arraycopy(values, place, more, place + 1, values.length - place);
    more[place] = value;
    return more;
  }

  /** The values without the one in a place. */
  static long[] removed(long[] values, int place) {
    long[] fewer = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, place + 1, fewer, place, fewer.length - place);
    return fewer;
  }

  /** A list with other elements in the place of one. */
  static <T> List<T> replaced(List<T> list, int place, List<T> others) {
    List<T> all = new ArrayList<>(list.size() + others.size());
    all.addAll(list.subList(0, place));
    all.addAll(others);
    all.addAll(list.subList(place + 1, list.size()));
    return all;
  }
}
