package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.Worker;
import shop.crm.schemas.event.EventReader;

/**
 * Takes events from a RabbitMQ queue to {@code crm.orders} and {@code crm.users}, and what is no
 * event to {@code crm.dead-letters}. A delivery is acknowledged once Kafka has it, never before; so
 * each arrives at least once. When Kafka stalls it stops taking; when a side is away it tries again
 * until that is back. Several may share a queue.
 */
public final class InboundBridge implements AutoCloseable {

  private static final String NAME = "rabbitmq-in";
  private static final long STALLED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int CLOSE_MILLIS = 5000;

  private final RabbitSettings settings;
  private final Map<String, Object> kafka;
  private final Translator translator;
  private final InboundMetrics metrics;
  private final Worker worker;
  private Optional<KafkaSink> sink = Optional.empty();
  private volatile Optional<InboundSession> session = Optional.empty();

  /**
   * A bridge, not yet started.
   *
   * @param settings the broker, exchange and queue
   * @param kafka where Kafka is and how to get in, as client properties
   * @param reader what bodies are checked with
   * @param currency the tenant's currency, ISO 4217
   * @param clock tells the time of receipt
   * @param registry takes the meters
   */
  public InboundBridge(
      RabbitSettings settings,
      Map<String, Object> kafka,
      EventReader reader,
      String currency,
      Clock clock,
      MeterRegistry registry) {
    this.settings = settings;
    this.kafka = Map.copyOf(kafka);
    this.translator = new Translator(reader, currency, clock, settings.queue());
    this.metrics = new InboundMetrics(registry, this::inFlight);
    this.worker = new Worker(NAME, settings.broker().toString(), metrics::reconnecting);
  }

  /** Begins to take events, as soon as both sides answer. Returns at once. */
  public void start() {
    worker.start(this::connectAndTake);
  }

  /** How it fares. */
  public ConnectorStatus status() {
    boolean stalled = session.map(current -> current.stalledNanos() > STALLED_NANOS).orElse(false);
    return new ConnectorStatus(
        NAME,
        stalled && worker.state() == ConnectorStatus.State.RUNNING
            ? ConnectorStatus.State.RECONNECTING
            : worker.state(),
        metrics.forwarded(),
        metrics.rejected(),
        stalled ? Optional.of("Kafka does not acknowledge") : worker.problem());
  }

  /**
   * Stops taking, waits for what is under way (at most 10 s) and acknowledges it. What is not
   * acknowledged by then stays with the broker.
   */
  @Override
  public void close() {
    worker.close();
    sink.ifPresent(KafkaSink::close);
  }

  private void connectAndTake(Worker.Run run)
      throws IOException, TimeoutException, InterruptedException {
    KafkaSink open = openSink();
    // What the connection before left with it still fills memory: no more before Kafka has that.
    open.flush();
    Inflow inflow = new Inflow(InboundSession.WINDOW);
    Connection connection = RabbitConnections.open(settings.broker(), "crm " + NAME, inflow);
    boolean clean = false;
    try {
      Declarations.queue(connection, settings);
      Channel channel = connection.createChannel();
      InboundSession current =
          new InboundSession(channel, inflow, settings.queue(), translator, open, metrics);
      session = Optional.of(current);
      run.running();
      current.run(run::stopping);
      connection.close(CLOSE_MILLIS);
      clean = true;
    } catch (ShutdownSignalException e) {
      throw new SessionLost("the connection was closed", e);
    } catch (KafkaException e) {
      discardSink();
      throw e;
    } finally {
      if (session.map(InboundSession::sinkFailed).orElse(false)) {
        discardSink();
      }
      session = Optional.empty();
      inflow.end();
      if (!clean) {
        connection.abort(CLOSE_MILLIS);
      }
    }
  }

  private KafkaSink openSink() {
    KafkaSink open =
        sink.orElseGet(() -> KafkaSink.open(kafka, "crm-" + NAME + "-" + UUID.randomUUID()));
    sink = Optional.of(open);
    return open;
  }

  /** After a failed send a producer may have given up other records too: begin afresh. */
  private void discardSink() {
    sink.ifPresent(KafkaSink::close);
    sink = Optional.empty();
  }

  private long inFlight() {
    return session.map(InboundSession::inFlight).orElse(0L);
  }
}
