package shop.crm.queries.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.customer.ChangeEvent;

/** The topics of changes in memory: one partition each of three topics, or as many as wanted. */
public final class FakeChangeLog implements ChangeLog {

  private static final long SEED = 7;

  private final List<List<Optional<byte[]>>> slots;
  private final long[] starts;
  private int log = 1;
  private boolean away;
  private boolean broken;
  private long reads;

  /** Empty topics. */
  public FakeChangeLog(int slots) {
    this.slots =
        IntStream.range(0, slots).<List<Optional<byte[]>>>mapToObj(_ -> new ArrayList<>()).toList();
    this.starts = new long[slots];
  }

  /** A change is committed. */
  public void append(int slot, ChangeEvent event) {
    append(slot, EventWriter.write(event));
  }

  /** A record is committed, whatever it is. */
  public synchronized void append(int slot, byte[] value) {
    slots.get(slot).add(Optional.of(value));
    notifyAll();
  }

  /** A place that is no record: the mark of a commit. */
  public synchronized void mark(int slot) {
    slots.get(slot).add(Optional.empty());
    notifyAll();
  }

  /** Everything that is there now is deleted. */
  public synchronized void forgetAll() {
    Arrays.setAll(starts, slot -> slots.get(slot).size());
  }

  /** Other topics of the same names. */
  public synchronized void recreate() {
    log++;
    slots.forEach(List::clear);
    Arrays.fill(starts, 0);
    notifyAll();
  }

  /** Whether Kafka answers. */
  public synchronized void away(boolean isAway) {
    away = isAway;
    notifyAll();
  }

  /** From now on there is an error inside. */
  public synchronized void breakDown() {
    broken = true;
  }

  /** An id that a feed of other topics has sent. */
  public static String foreignId() {
    return Position.of(99, new long[3]).text();
  }

  /** What stands behind a position, in each slot in its order. */
  synchronized List<List<Change>> after(Position position) {
    List<List<Change>> all = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      List<Change> changes = new ArrayList<>();
      for (long offset = position.next()[slot]; offset < slots.get(slot).size(); offset++) {
        read(slot, offset).ifPresent(changes::add);
      }
      all.add(changes);
    }
    return all;
  }

  private Optional<Change> read(int slot, long offset) {
    return slots
        .get(slot)
        .get((int) offset)
        .flatMap(value -> ChangeReader.read(slot, offset, value));
  }

  /** How often somebody began to read. */
  synchronized long reads() {
    return reads;
  }

  private void require() {
    if (broken) {
      throw new IllegalStateException("secret of the house");
    }
    if (away) {
      throw new LogAway("Kafka does not answer", new IllegalStateException("secret of the house"));
    }
  }

  @Override
  public synchronized Shape shape() {
    require();
    return new Shape(log, slots.size());
  }

  @Override
  public synchronized long[] starts() {
    require();
    return starts.clone();
  }

  @Override
  public synchronized long[] committedEnds() {
    require();
    return slots.stream().mapToLong(List::size).toArray();
  }

  @Override
  public long[] ends() {
    return committedEnds();
  }

  @Override
  public synchronized Source read(String reader, List<Integer> of, long[] from) {
    reads++;
    return new FakeSource(of, from.clone(), log, new Random(SEED + reads));
  }

  @Override
  public void close() {}

  /** Reads the slots in any order, each in its own, some at a time. */
  private final class FakeSource implements Source {

    private final List<Integer> of;
    private final long[] next;
    private final int ofLog;
    private final Random random;

    private FakeSource(List<Integer> of, long[] next, int ofLog, Random random) {
      this.of = new ArrayList<>(of);
      this.next = next;
      this.ofLog = ofLog;
      this.random = random;
    }

    @Override
    public List<Change> poll(Duration atMost, long[] reached) throws InterruptedException {
      synchronized (FakeChangeLog.this) {
        if (lag() == 0 && !atMost.isZero()) {
          TimeUnit.NANOSECONDS.timedWait(FakeChangeLog.this, atMost.toNanos());
        }
        List<Change> changes = new ArrayList<>();
        if (away) {
          return changes;
        }
        for (int taken = random.nextInt(12); taken >= 0; taken--) {
          int slot = of.get(random.nextInt(of.size()));
          if (ofLog != log || next[slot] < starts[slot]) {
            throw new LostEvents("gone");
          }
          if (next[slot] < slots.get(slot).size()) {
            FakeChangeLog.this.read(slot, next[slot]).ifPresent(changes::add);
            next[slot]++;
            reached[slot] = next[slot];
          }
        }
        return changes;
      }
    }

    @Override
    public long lag() {
      synchronized (FakeChangeLog.this) {
        return ofLog != log
            ? 1
            : of.stream().mapToLong(slot -> slots.get(slot).size() - next[slot]).sum();
      }
    }

    @Override
    public void close() {}
  }

  /** Bytes of a text. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
