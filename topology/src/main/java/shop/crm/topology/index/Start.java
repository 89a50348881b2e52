package shop.crm.topology.index;

/**
 * How a folded text starts, as a number: five bits for each of its first characters. Other texts
 * may have the same number, so it tells who is out of the question, and never who is meant.
 */
final class Start {

  private static final int LENGTH = 12;
  private static final int BITS = 5;

  private Start() {}

  static long of(String text) {
    long start = 0;
    for (int i = 0; i < LENGTH; i++) {
      // Zero is for where there is no character.
      start = start << BITS | (i < text.length() ? 1 + text.charAt(i) % ((1 << BITS) - 1) : 0);
    }
    return start;
  }

  /** The bits that all texts have in common which start like one of that length. */
  static long mask(int length) {
    int rest = Math.max(0, LENGTH - length);
    return (1L << BITS * LENGTH) - (1L << BITS * rest);
  }

  /** The bits of the whole number. */
  static long whole() {
    return mask(LENGTH);
  }
}
