package shop.crm.benchmarks.measure;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.queries.feed.ChangeFilter;
import shop.crm.queries.feed.ChangeType;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.feed.FeedSettings;
import shop.crm.queries.feed.KafkaChangeLog;
import shop.crm.queries.feed.Reading;
import shop.crm.schemas.model.RfmSegment;

/** A live feed and who reads it, each over a TCP connection of its own. */
final class FeedReaders implements AutoCloseable {

  private static final int BUFFER = 8 << 10;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Feed feed;
  private final ServerSocket door;
  private final List<Socket> sockets = new ArrayList<>();

  FeedReaders(Map<String, Object> client) throws IOException {
    this.feed = new Feed(new KafkaChangeLog(client), FeedSettings.standard(), meters);
    this.door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
  }

  void ofEverything(String tenant) throws IOException, InterruptedException {
    attach(tenant, Optional.empty(), Optional.empty());
  }

  void ofSegments(String tenant, int count) throws IOException, InterruptedException {
    for (RfmSegment segment : RfmSegment.ALL.subList(0, count)) {
      attach(tenant, Optional.of(segment.id()), Optional.empty());
    }
  }

  void ofCustomers(String tenant, int count) throws IOException, InterruptedException {
    for (int number = 0; number < count; number++) {
      attach(tenant, Optional.empty(), Optional.of(OrderTraffic.customer(number).customer()));
    }
  }

  private void attach(String tenant, Optional<String> segment, Optional<String> customer)
      throws IOException, InterruptedException {
    ChangeFilter filter =
        new ChangeFilter(
            tenant, EnumSet.allOf(ChangeType.class), segment, customer, Optional.empty());
    Socket reader = new Socket(door.getInetAddress(), door.getLocalPort());
    Socket writer = door.accept();
    sockets.add(reader);
    sockets.add(writer);
    Thread.ofVirtual().start(() -> write(filter, writer));
    // What comes first says that it has begun.
    if (reader.getInputStream().read() < 0) {
      throw new IllegalStateException("the feed takes no reader");
    }
    Thread.ofVirtual().start(() -> drain(reader));
  }

  private void write(ChangeFilter filter, Socket socket) {
    try (socket;
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        Reading reading = feed.open(filter, Optional.empty(), () -> true)) {
      reading.stream(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a reader's connection failed", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain(Socket socket) {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = socket.getInputStream()) {
      while (in.read(buffer) >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a reader's connection failed", e);
    }
  }

  /** How many changes were sent, over all readers. */
  long sent() {
    return Math.round(meters.get("crm.feed.events.sent").counter().count());
  }

  /** How many readers there are: one that was cut off is none. */
  long count() {
    return Math.round(meters.get("crm.feed.readers").gauge().value());
  }

  @Override
  public void close() throws IOException {
    feed.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    door.close();
  }
}
