package shop.crm.schemas.model.purchase;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;

/** Gathers purchases in any order, as many as there are. */
public final class PurchaseGathering {
  private long[] times = new long[16];
  private long[] nets = new long[16];
  private int count;

  /** Adds a purchase. */
  public void add(Instant orderedAt, Money net) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      nets = Arrays.copyOf(nets, 2 * count);
    }
    times[count] = Micros.of(orderedAt);
    nets[count++] = net.minor();
  }

  /** All of them, for a customer of an id that was not used before. */
  public Purchases all() {
    return after(Purchases.NONE);
  }

  /** All of them, whose pages are others than those of {@code before}. */
  public Purchases after(Purchases before) {
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) -> PurchasePage.compare(times[a], nets[a], times[b], nets[b]))
            .mapToInt(i -> i)
            .toArray();
    return Purchases.sorted(
        Arrays.stream(order).mapToLong(i -> times[i]).toArray(),
        Arrays.stream(order).mapToLong(i -> nets[i]).toArray(),
        before.nextPage());
  }
}
