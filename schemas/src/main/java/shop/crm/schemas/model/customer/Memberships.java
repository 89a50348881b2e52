package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import shop.crm.schemas.model.Micros;

/**
 * The segments that a customer is in: the last move between RFM segments, and by number those that
 * users define. Of a segment whose members are put in by hand the newest sequence is kept too, also
 * of one who was taken out. Immutable.
 */
public final class Memberships {

  /** In no segment, and never moved. */
  public static final Memberships NONE =
      new Memberships(Optional.empty(), new int[0], new long[0], new long[0]);

  private static final long OUT = Long.MIN_VALUE;

  private final Optional<RfmMove> rfmMove;
  private final int[] numbers;
  private final long[] sinceMicros;
  private final long[] sequences;

  private Memberships(
      Optional<RfmMove> rfmMove, int[] numbers, long[] sinceMicros, long[] sequences) {
    this.rfmMove = rfmMove;
    this.numbers = numbers;
    this.sinceMicros = sinceMicros;
    this.sequences = sequences;
  }

  /** The last move between RFM segments, if one was noted. */
  public Optional<RfmMove> rfmMove() {
    return rfmMove;
  }

  /** Whether the customer is in the segment of that number. */
  public boolean isIn(int number) {
    int place = place(number);
    return place >= 0 && sinceMicros[place] != OUT;
  }

  /** Since when the customer is in the segment of that number. */
  public Optional<Instant> since(int number) {
    return isIn(number)
        ? Optional.of(Micros.toInstant(sinceMicros[place(number)]))
        : Optional.empty();
  }

  /** The newest sequence of a membership by hand, 0 where there was none. */
  public long sequence(int number) {
    int place = place(number);
    return place < 0 ? 0 : sequences[place];
  }

  /** Whether anything is kept of the segment of that number. */
  public boolean knows(int number) {
    return place(number) >= 0;
  }

  /** The numbers of the segments of which anything is kept, ascending. */
  public int[] known() {
    return numbers.clone();
  }

  /** Takes what is kept of one segment. */
  public interface Each {
    /**
     * What is kept of a segment.
     *
     * @param sinceMicros since when the customer is in it, in microseconds since 1970; empty where
     *     the customer was taken out
     */
    void accept(int number, long sequence, OptionalLong sinceMicros);
  }

  /** Passes on all that is kept, ascending by number. */
  public void forEach(Each each) {
    for (int i = 0; i < numbers.length; i++) {
      boolean out = sinceMicros[i] == OUT;
      each.accept(
          numbers[i], sequences[i], out ? OptionalLong.empty() : OptionalLong.of(sinceMicros[i]));
    }
  }

  /** Gathers memberships that ascend by number. */
  public static final class Builder {
    private final Optional<RfmMove> rfmMove;
    private final int[] numbers;
    private final long[] sinceMicros;
    private final long[] sequences;
    private int count;

    /**
     * A builder.
     *
     * @param size how many segments there are to add
     */
    public Builder(Optional<RfmMove> rfmMove, int size) {
      this.rfmMove = rfmMove;
      numbers = new int[size];
      sinceMicros = new long[size];
      sequences = new long[size];
    }

    /** One more, as {@link Each} takes it. */
    public void add(int number, long sequence, OptionalLong since) {
      numbers[count] = number;
      sequences[count] = sequence;
      sinceMicros[count++] = since.orElse(OUT);
    }

    /** All of them. */
    public Memberships build() {
      return new Memberships(rfmMove, numbers, sinceMicros, sequences);
    }
  }

  /** The numbers of the segments that the customer is in, ascending. */
  public int[] segments() {
    int[] in = new int[numbers.length];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (sinceMicros[i] != OUT) {
        in[count++] = numbers[i];
      }
    }
    return Arrays.copyOf(in, count);
  }

  /** These after a move between RFM segments. */
  public Memberships moved(RfmMove move) {
    return new Memberships(Optional.of(move), numbers, sinceMicros, sequences);
  }

  /** These and that segment, since that time. */
  public Memberships with(int number, Instant since) {
    return with(number, Micros.of(since), sequence(number));
  }

  /** These with what was done by hand. */
  public Memberships byHand(int number, long sequence, boolean member, Instant at) {
    return with(number, member ? Micros.of(at) : OUT, sequence);
  }

  /** These without anything of that segment. */
  public Memberships without(int number) {
    int place = place(number);
    if (place < 0) {
      return this;
    }
    return new Memberships(
        rfmMove, removed(numbers, place), removed(sinceMicros, place), removed(sequences, place));
  }

  /** Only those into which the customer was put by hand after a time. */
  public Memberships byHandAfter(Instant at) {
    Memberships kept = NONE;
    for (int i = 0; i < numbers.length; i++) {
      if (sequences[i] > 0 && sinceMicros[i] > Micros.of(at)) {
        kept = kept.with(numbers[i], sinceMicros[i], sequences[i]);
      }
    }
    return kept;
  }

  private Memberships with(int number, long since, long sequence) {
    int place = place(number);
    int[] n = numbers;
    long[] s = sinceMicros.clone();
    long[] q = sequences.clone();
    if (place < 0) {
      place = -place - 1;
      n = new int[numbers.length + 1];
      System.arraycopy(numbers, 0, n, 0, place);
      System.arraycopy(numbers, place, n, place + 1, numbers.length - place);
      n[place] = number;
      s = inserted(sinceMicros, place);
      q = inserted(sequences, place);
    }
    s[place] = since;
    q[place] = sequence;
    return new Memberships(rfmMove, n, s, q);
  }

  private int place(int number) {
    return Arrays.binarySearch(numbers, number);
  }

  private static long[] inserted(long[] values, int place) {
    long[] more = new long[values.length + 1];
    System.arraycopy(values, 0, more, 0, place);
    System.arraycopy(values, place, more, place + 1, values.length - place);
    return more;
  }

  private static long[] removed(long[] values, int place) {
    long[] fewer = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, place + 1, fewer, place, fewer.length - place);
    return fewer;
  }

  private static int[] removed(int[] values, int place) {
    int[] fewer = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, place + 1, fewer, place, fewer.length - place);
    return fewer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Memberships that
        && rfmMove.equals(that.rfmMove)
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(sinceMicros, that.sinceMicros)
        && Arrays.equals(sequences, that.sequences);
  }

  @Override
  public int hashCode() {
    return 31 * rfmMove.hashCode() + Arrays.hashCode(numbers);
  }

  @Override
  public String toString() {
    return Arrays.toString(segments());
  }
}
