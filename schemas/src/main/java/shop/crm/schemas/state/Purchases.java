package shop.crm.schemas.state;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import shop.crm.schemas.Money;

/**
 * The counting orders of a customer as a calendar: when each was placed and what it came to, sorted
 * by time. From it follow count, spend, first and last order without a look at the orders
 * themselves. Immutable.
 */
public final class Purchases {

  /** No order counts. */
  public static final Purchases NONE = new Purchases(new long[0], new long[0]);

  private final long[] epochMicros;
  private final long[] netMinor;
  private final long spentMinor;

  Purchases(long[] epochMicros, long[] netMinor) {
    this.epochMicros = epochMicros;
    this.netMinor = netMinor;
    long spent = 0;
    for (long net : netMinor) {
      spent = Math.addExact(spent, net);
    }
    this.spentMinor = spent;
  }

  /** How many orders count. */
  public int count() {
    return epochMicros.length;
  }

  /** What they come to, after refunds. */
  public Money spent() {
    return new Money(spentMinor);
  }

  /** When the earliest was placed. */
  public Optional<Instant> first() {
    return count() == 0 ? Optional.empty() : Optional.of(at(0));
  }

  /** When the latest was placed. */
  public Optional<Instant> last() {
    return count() == 0 ? Optional.empty() : Optional.of(at(count() - 1));
  }

  /** When the order at {@code position} was placed; positions go by time, from 0. */
  public Instant at(int position) {
    return Micros.toInstant(epochMicros[position]);
  }

  /** The same in microseconds since 1970. */
  public long epochMicros(int position) {
    return epochMicros[position];
  }

  /** What the order at {@code position} came to. */
  public Money net(int position) {
    return new Money(netMinor[position]);
  }

  /** How many orders, from the first on, are the same as those of {@code other}. */
  public int sameAtStart(Purchases other) {
    int times = Arrays.mismatch(epochMicros, other.epochMicros);
    int nets = Arrays.mismatch(netMinor, other.netMinor);
    return times < 0 ? (nets < 0 ? count() : nets) : nets < 0 ? times : Math.min(times, nets);
  }

  /**
   * How many orders, from the last back, are the same as those of {@code other}, without those that
   * are the same at the start.
   */
  public int sameAtEnd(Purchases other, int atStart) {
    int most = Math.min(count(), other.count()) - atStart;
    int same = 0;
    while (same < most
        && epochMicros[count() - 1 - same] == other.epochMicros[other.count() - 1 - same]
        && netMinor[count() - 1 - same] == other.netMinor[other.count() - 1 - same]) {
      same++;
    }
    return same;
  }

  /** These and one more. */
  public Purchases with(Instant orderedAt, Money net) {
    long time = Micros.of(orderedAt);
    int n = count();
    int position = n;
    while (position > 0 && isAfter(position - 1, time, net.minor())) {
      position--;
    }
    long[] times = Arrays.copyOf(epochMicros, n + 1);
    long[] nets = Arrays.copyOf(netMinor, n + 1);
    System.arraycopy(epochMicros, position, times, position + 1, n - position);
    System.arraycopy(netMinor, position, nets, position + 1, n - position);
    times[position] = time;
    nets[position] = net.minor();
    return new Purchases(times, nets);
  }

  /**
   * These without one of that time and amount.
   *
   * @throws IllegalStateException if there is none: the row contradicts its orders
   */
  public Purchases without(Instant orderedAt, Money net) {
    long time = Micros.of(orderedAt);
    int n = count();
    for (int i = n - 1; i >= 0; i--) {
      if (epochMicros[i] == time && netMinor[i] == net.minor()) {
        long[] times = Arrays.copyOf(epochMicros, n - 1);
        long[] nets = Arrays.copyOf(netMinor, n - 1);
        System.arraycopy(epochMicros, i + 1, times, i, n - 1 - i);
        System.arraycopy(netMinor, i + 1, nets, i, n - 1 - i);
        return new Purchases(times, nets);
      }
    }
    throw new IllegalStateException("the calendar has no such order");
  }

  private boolean isAfter(int position, long time, long net) {
    return epochMicros[position] > time
        || (epochMicros[position] == time && netMinor[position] > net);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Purchases that
        && Arrays.equals(epochMicros, that.epochMicros)
        && Arrays.equals(netMinor, that.netMinor);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(epochMicros) + Arrays.hashCode(netMinor);
  }

  @Override
  public String toString() {
    return count() + " orders, " + spent();
  }
}
