package shop.crm.queries.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final byte[] ID = FakeChangeLog.bytes("place");

  @Test
  void an_event_has_an_id_a_name_and_one_line_of_data() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventStream stream = new EventStream(out);

    stream.begin(ID);
    stream.event(
        ID, new Change(0, 0, ChangeType.SEGMENT_LEFT, "t", "c", FakeChangeLog.bytes("{}")));
    stream.heartBeat(ID);

    assertEquals(
        """
        retry: 2000
        id: place

        id: place
        event: customer.segment_left
        data: {}

        : heart-beat
        id: place

        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void a_write_is_stalled_for_as_long_as_nothing_comes_of_it() throws IOException {
    long start = System.nanoTime();
    List<EventStream> streams = new ArrayList<>();
    List<Boolean> longer = new ArrayList<>();
    streams.add(
        new EventStream(
            new OutputStream() {
              @Override
              public void write(int b) {
                if (longer.isEmpty()) {
                  // As another thread sees it, at once and later.
                  longer.add(streams.getFirst().stalledNanos(start + HOUR) > 2 * HOUR);
                  longer.add(streams.getFirst().stalledNanos(start + 3 * HOUR) > 2 * HOUR);
                }
              }
            }));

    streams.getFirst().begin(ID);

    longer.add(streams.getFirst().stalledNanos(start + 9 * HOUR) > 0);
    assertEquals(List.of(false, true, false), longer);
  }
}
