package shop.crm.queries.feed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A client as a feed sees it: bytes are written to it, and now and then it hangs up in the middle
 * of them. What it has had of a block that is not complete does not count.
 */
final class Client {

  private final ChangeFilter filter;
  private final Random random;
  private final List<String> ids = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private Optional<Position> last;
  private Optional<Position> first = Optional.empty();
  private int bytesToGo;

  Client(ChangeFilter filter, Optional<Position> last, Random random) {
    this.filter = filter;
    this.last = last;
    this.first = last;
    this.random = random;
  }

  ChangeFilter filter() {
    return filter;
  }

  /** Connects, and reads until it hangs up or is cut off. */
  End connect(Feed feed, boolean hangsUp) throws InterruptedException {
    bytesToGo = hangsUp ? 500 + random.nextInt(6_000) : Integer.MAX_VALUE;
    try (Reading reading = feed.open(filter, position(), () -> true)) {
      return reading.stream(new Wire());
    } catch (IOException _) {
      return End.GONE;
    }
  }

  /** Where it is. */
  synchronized Optional<Position> position() {
    return last;
  }

  /** Where it began. */
  synchronized Position begin() {
    return first.orElseThrow();
  }

  /** The data of its events. */
  synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** All ids that it was ever told. */
  synchronized List<String> ids() {
    return List.copyOf(ids);
  }

  private synchronized void take(Blocks.Block block) {
    ids.add(block.id());
    last = Optional.of(Position.parse(block.id()));
    first = first.or(() -> last);
    block.data().ifPresent(events::add);
  }

  private final class Wire extends OutputStream {

    private final Blocks blocks = new Blocks();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      if (--bytesToGo < 0) {
        throw new IOException("the client has hung up");
      }
      if (b == '\n') {
        blocks.line(line.toString(StandardCharsets.UTF_8)).ifPresent(Client.this::take);
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
