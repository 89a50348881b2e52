package shop.crm.queries.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatchUpsTest {

  private static final int CHANGES = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A ring that whoever begins at the beginning has fallen off, and leave for one to catch up. */
  private static final FeedSettings TIGHT =
      new FeedSettings(
          100,
          new FeedSettings.RingSize(64, 1 << 20),
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofMillis(1),
          1,
          Duration.ofMinutes(1));

  private final FakeChangeLog log = new FakeChangeLog(3);

  /** One who takes the head of the stream, and nothing more. */
  private static final class NeverReads extends OutputStream {
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean begun;

    @Override
    public void write(int b) {
      if (begun) {
        blocked.countDown();
        try {
          never.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException("closed", e);
        }
      }
    }

    @Override
    public void flush() {
      begun = true;
    }
  }

  /** One who knows when everything was had. */
  private static final class Reads extends ByteArrayOutputStream {
    private final CountDownLatch done = new CountDownLatch(1);

    @Override
    public synchronized void flush() {
      if (events() == CHANGES) {
        done.countDown();
      }
    }

    synchronized long events() {
      return toString(StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("data:")).count();
    }
  }

  @Test
  void one_tenant_leaves_half_of_what_reads_to_others() throws Exception {
    CatchUps catchUps = new CatchUps(4);
    CountDownLatch reading = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> busy = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        busy.add(
            threads.submit(
                () ->
                    catchUps.read(
                        "busy",
                        PATIENCE.toNanos(),
                        () -> {
                          reading.countDown();
                          end.await();
                        })));
      }
      assertTrue(reading.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));

      assertFalse(catchUps.read("busy", 1, () -> {}));
      assertTrue(catchUps.read("other", 1, () -> {}));

      end.countDown();
      for (Future<Boolean> one : busy) {
        assertTrue(one.get());
      }
      assertTrue(catchUps.read("busy", 1, () -> {}));
    }
  }

  @Test
  void readers_that_never_read_keep_nobody_from_catching_up() throws Exception {
    IntStream.range(0, CHANGES).forEach(i -> log.append(1, Moves.toSilver("t/c", i)));
    Feed feed = new Feed(log, TIGHT, new SimpleMeterRegistry());
    List<Future<End>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        NeverReads never = new NeverReads();
        ends.add(threads.submit(() -> follow(feed, never)));
        assertTrue(never.blocked.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      }
      Reads reads = new Reads();
      ends.add(threads.submit(() -> follow(feed, reads)));
      boolean done = reads.done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      feed.close();

      assertEquals(CHANGES + " true", reads.events() + " " + done);
      assertEquals(End.CLOSED, ends.getLast().get());
    }
  }

  private static End follow(Feed feed, OutputStream out) throws Exception {
    Position start = Position.of(1, new long[3]);
    try (Reading reading = feed.open(Moves.all("t"), Optional.of(start), () -> true)) {
      return reading.stream(out);
    }
  }

  @Test
  void a_tenant_whose_parts_are_all_in_memory_keeps_no_other_from_having_one() throws Exception {
    CatchUps catchUps = new CatchUps(1);
    int parts = 0;
    while (catchUps.enter("greedy", 1)) {
      parts++;
    }

    assertEquals("8 true", parts + " " + catchUps.enter("other", 1));
    catchUps.leave("greedy");
    assertTrue(catchUps.enter("greedy", 1));
  }
}
