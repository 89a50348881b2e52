package shop.crm.benchmarks.odd;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws that can be repeated: those of a number depend on the seed and that number alone. Not safe
 * for use by many threads.
 */
public final class Dice {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final SplittableRandom random;

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** The dice for the thing of a number. */
  public static Dice cast(long seed, long number) {
    return new Dice(new SplittableRandom(seed * GOLDEN + number));
  }

  /** From 0 up to, but not, a limit. */
  public int below(int limit) {
    return random.nextInt(limit);
  }

  /** Any number. */
  public long number() {
    return random.nextLong();
  }

  /** True with that probability. */
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Any of them, each as likely. */
  public <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Any of them, each as likely. */
  @SafeVarargs
  public final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** So many random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
