package shop.crm.queries.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a reader may take, by a clock of its own. */
class BoundedWriterTest {

  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final int PIECE = 64 << 10;

  private long now;

  /** Answers that are taken a piece at a time; whether each has taken too long, once taken. */
  private List<Boolean> overAfter(Duration each, int pieces) {
    List<Boolean> over = new ArrayList<>();
    List<BoundedWriter> writer = new ArrayList<>();
    DataWriter taken =
        new Taken(
            () -> {
              now += each.toNanos();
              over.add(writer.getFirst().waitsFor().isOver(now));
            });
    UnreadAnswers.Reader reader = new UnreadAnswers(Long.MAX_VALUE).reader(() -> {});
    writer.add(new BoundedWriter(taken, Optional::empty, AT_MOST, reader, () -> now));
    writer.getFirst().writeNow(BufferData.create(new byte[pieces * PIECE]));
    return over;
  }

  private record Taken(Runnable piece) implements DataWriter {
    @Override
    public void write(BufferData... buffers) {
      throw new UnsupportedOperationException("written now");
    }

    @Override
    public void write(BufferData buffer) {
      throw new UnsupportedOperationException("written now");
    }

    @Override
    public void writeNow(BufferData... buffers) {
      throw new UnsupportedOperationException("written one by one");
    }

    @Override
    public void writeNow(BufferData buffer) {
      piece.run();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void an_answer_counts_until_it_is_taken() {
    UnreadAnswers unread = new UnreadAnswers(PIECE);
    List<String> ended = new ArrayList<>();
    UnreadAnswers.Reader slow = unread.reader(() -> ended.add("slow"));
    UnreadAnswers.Reader other = unread.reader(() -> ended.add("other"));
    DataWriter taken = new Taken(() -> other.begins(1));
    BoundedWriter writer = new BoundedWriter(taken, Optional::empty, AT_MOST, slow, () -> now);

    writer.writeNow(BufferData.create(new byte[PIECE]));
    slow.begins(PIECE - 1);

    assertEquals(List.of("slow"), ended);
  }

  @Test
  void a_piece_may_take_half_a_minute() {
    assertEquals(List.of(false), overAfter(AT_MOST, 1));
    assertEquals(List.of(true), overAfter(AT_MOST.plusNanos(1), 1));
  }

  @Test
  void who_takes_a_piece_in_ten_seconds_for_ever_does_not_have_for_ever() {
    List<Boolean> over = overAfter(Duration.ofSeconds(10), 6);

    assertEquals(List.of(false, false, false, true, true, true), over);
  }

  @Test
  void who_takes_a_piece_a_second_may_take_as_many_as_there_are() {
    assertFalse(overAfter(Duration.ofSeconds(1), 1_000).contains(true));
  }
}
