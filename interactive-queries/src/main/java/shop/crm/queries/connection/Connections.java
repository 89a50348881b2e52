package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of a listener. It is the listener's only protocol, so that no byte reaches the
 * HTTP library by another way. When it is full the connection that has waited longest for its other
 * end makes room: a new one is not turned away for those that say nothing.
 */
public final class Connections implements ServerConnectionSelector, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  /** What the library itself allows beyond: those that are just being let in, or closed. */
  private static final int MARGIN = 64;

  private final ServerConnectionSelector http;
  private final ConnectionLimits limits;
  private final Refusals refusals;
  private final Gauge gauge;
  private final MeterRegistry registry;
  private final UnreadAnswers unread;
  private final LongSupplier nanos;

  /** By address; guarded by this. */
  private final Map<CheckedConnection, ByteBuffer> open = new LinkedHashMap<>();

  private final Map<ByteBuffer, Integer> byAddress = new HashMap<>();

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("connections").factory());

  /**
   * @param listener its name in metrics
   * @param http how requests are read once their bytes are checked
   */
  public Connections(
      String listener,
      Http1Config.Builder http,
      ConnectionLimits limits,
      Refusals refusals,
      MeterRegistry registry) {
    this(listener, http, limits, refusals, registry, UnreadAnswers.standard(), System::nanoTime);
  }

  /**
   * @param unread what may wait to be taken
   * @param nanos the clock
   */
  Connections(
      String listener,
      Http1Config.Builder http,
      ConnectionLimits limits,
      Refusals refusals,
      MeterRegistry registry,
      UnreadAnswers unread,
      LongSupplier nanos) {
    this.unread = unread;
    this.nanos = nanos;
    this.http =
        Http1ConnectionSelector.builder()
            .config(
                http.maxPrologueLength(RequestFraming.MAX_HEAD)
                    .maxHeadersSize(RequestFraming.MAX_HEAD)
                    .build())
            .build();
    this.limits = limits;
    this.refusals = refusals;
    this.registry = registry;
    this.gauge =
        Gauge.builder("crm.http.connections", this, Connections::count)
            .description("Open connections, and the streams of those of HTTP/2")
            .tag("listener", listener)
            .register(registry);
    long period = LOOK.toMillis();
    var _ = clock.scheduleWithFixedDelay(this::closeOverdue, period, period, TimeUnit.MILLISECONDS);
  }

  /** The most that the library must ever hold. */
  public int most() {
    return limits.all() + MARGIN;
  }

  /** What time it is by the clock of all waits. */
  long nanos() {
    return nanos.getAsLong();
  }

  /** What all its connections have to be taken of answers. */
  UnreadAnswers unread() {
    return unread;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  /** The TLS of the library, which would ask for some, is not used. */
  @Override
  public Set<String> supportedApplicationProtocols() {
    return Set.of();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    CheckedConnection connection = new CheckedConnection(context, http, limits, refusals, this);
    if (!admit(connection)) {
      refusals.count(Refusal.NO_ROOM, connection.peer().host());
      throw new CloseConnectionException("there is no room");
    }
    return connection;
  }

  private synchronized boolean admit(CheckedConnection connection) {
    ByteBuffer address = key(connection.peer().internet());
    boolean addressIsFull = byAddress.getOrDefault(address, 0) >= limits.perAddress();
    if (addressIsFull || open.size() >= limits.all()) {
      Optional<CheckedConnection> other =
          longestWaiting(addressIsFull ? Optional.of(address) : Optional.empty());
      if (other.isEmpty()) {
        return false;
      }
      remove(other.get());
      other.get().close(Optional.of(Refusal.NO_ROOM));
    }
    open.put(connection, address);
    byAddress.merge(address, 1, Integer::sum);
    return true;
  }

  /**
   * One that waits for a request before one that waits for a body, and that before others. A loop:
   * whoever opens connections by the thousand makes it run for each.
   */
  private Optional<CheckedConnection> longestWaiting(Optional<ByteBuffer> address) {
    Optional<CheckedConnection> longest = Optional.empty();
    Wait its = Wait.FOR_NOTHING;
    for (Map.Entry<CheckedConnection, ByteBuffer> one : open.entrySet()) {
      Wait other = one.getKey().waitsFor();
      if (other.isBefore(its) && (address.isEmpty() || address.get().equals(one.getValue()))) {
        longest = Optional.of(one.getKey());
        its = other;
      }
    }
    return longest;
  }

  synchronized void remove(CheckedConnection connection) {
    ByteBuffer address = open.remove(connection);
    if (address != null) {
      byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A host has a whole network of 64 bits in IPv6. */
  private static ByteBuffer key(Optional<InetSocketAddress> address) {
    byte[] bytes =
        address.map(InetSocketAddress::getAddress).map(InetAddress::getAddress).orElse(new byte[0]);
    return ByteBuffer.wrap(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
  }

  private synchronized int count() {
    return open.size();
  }

  /** How many wait for the other end to send something. */
  synchronized long waiting() {
    return open.keySet().stream()
        .map(connection -> connection.waitsFor().what())
        .filter(what -> what == Wait.What.REQUEST || what == Wait.What.BODY)
        .count();
  }

  /** Tells those of HTTP/2 that no more streams are taken: those that there are end. */
  public void leave() {
    all().forEach(CheckedConnection::leave);
  }

  private synchronized List<CheckedConnection> all() {
    return List.copyOf(open.keySet());
  }

  /** Closes those whose other ends have taken too long. */
  void closeOverdue() {
    long now = nanos();
    for (CheckedConnection connection : all()) {
      try {
        connection.closeIfOver(now);
      } catch (RuntimeException e) {
        LOG.warn("A connection could not be closed: {}", e.getClass().getName());
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    registry.remove(gauge);
  }
}
