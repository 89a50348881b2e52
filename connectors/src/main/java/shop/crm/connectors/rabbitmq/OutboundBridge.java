package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.UnreadableRecords;
import shop.crm.connectors.Worker;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

/**
 * Takes changes of profiles, segments and tiers from Kafka to the RabbitMQ exchange, with the
 * CloudEvents type as routing key and the body as it is. Offsets are committed once the broker has
 * confirmed; so each change arrives at least once, with the event id as message id. A change for
 * which no queue is bound goes nowhere. Several share the work by partition.
 */
public final class OutboundBridge implements AutoCloseable {

  /** The consumer group of all instances. */
  public static final String GROUP = "crm-rabbitmq-out";

  private static final Logger LOG = LoggerFactory.getLogger(OutboundBridge.class);
  private static final String NAME = "rabbitmq-out";

  /** How many messages may be out and not yet confirmed. */
  private static final int BATCH = 500;

  private static final int SESSION_MILLIS = 10_000;

  private static final long CONFIRM_MILLIS = 30_000;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CLOSE_MILLIS = 5000;

  private final RabbitSettings settings;
  private final Map<String, Object> kafka;
  private final UnreadableRecords unreadable;
  private final Counter published;
  private final Counter reconnects;
  private final ChangeDelays delays;
  private final LongAdder handled = new LongAdder();
  private final Worker worker;

  /**
   * A bridge, not yet started.
   *
   * @param settings the broker and the exchange; the queue is not used
   * @param kafka where Kafka is and how to get in, as client properties
   * @param registry takes the meters
   */
  public OutboundBridge(
      RabbitSettings settings, Map<String, Object> kafka, MeterRegistry registry) {
    this.settings = settings;
    this.kafka = Map.copyOf(kafka);
    this.unreadable = new UnreadableRecords(this.kafka, "crm-" + NAME, registry);
    this.published =
        Counter.builder("crm.outbound.published")
            .description("Changes that RabbitMQ has confirmed")
            .register(registry);
    this.reconnects =
        Counter.builder("crm.outbound.reconnects")
            .description("Connections to RabbitMQ that were lost, or not to be had")
            .register(registry);
    this.delays = new ChangeDelays(registry, Clock.systemUTC());
    this.worker = new Worker(NAME, settings.broker().toString(), reconnects::increment);
  }

  /** Begins to publish changes, as soon as both sides answer. Returns at once. */
  public void start() {
    worker.start(this::connectAndPublish);
  }

  /** How it fares. */
  public ConnectorStatus status() {
    return new ConnectorStatus(
        NAME, worker.state(), handled.sum(), unreadable.count(), worker.problem());
  }

  /** Finishes the batch under way (at most 10 s) and ends. */
  @Override
  public void close() {
    worker.close();
    unreadable.close();
  }

  /**
   * Joins the group only while RabbitMQ is there: an instance that cannot publish leaves its
   * partitions to those that can, and what it had not committed is read again.
   */
  private void connectAndPublish(Worker.Run run)
      throws IOException, TimeoutException, InterruptedException {
    // Nothing comes in here but confirms.
    Connection connection = RabbitConnections.open(settings.broker(), "crm " + NAME, new Inflow(1));
    boolean clean = false;
    try {
      Declarations.exchange(connection, settings);
      Channel channel = confirming(connection);
      try (Consumer<byte[], byte[]> consumer = consumer()) {
        consumer.subscribe(Topics.changes());
        run.running();
        while (!run.stopping()) {
          if (!channel.isOpen()) {
            throw new SessionLost("the channel was closed", channel.getCloseReason());
          }
          channel = publish(consumer, connection, channel);
        }
      }
      connection.close(CLOSE_MILLIS);
      clean = true;
    } catch (ShutdownSignalException e) {
      throw new SessionLost("the connection was closed", e);
    } finally {
      if (!clean) {
        connection.abort(CLOSE_MILLIS);
      }
    }
  }

  private static Channel confirming(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    channel.confirmSelect();
    return channel;
  }

  /** Publishes what there is; returns the channel for what comes next. */
  private Channel publish(Consumer<byte[], byte[]> consumer, Connection connection, Channel channel)
      throws IOException, TimeoutException, InterruptedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    if (records.isEmpty()) {
      return channel;
    }
    Channel open = channel;
    List<Change> changes = readable(records);
    try {
      publish(changes, open);
    } catch (ShutdownSignalException e) {
      requireRefusal(e);
      LOG.warn("{}: the broker refused one of {} changes", NAME, changes.size());
      open = oneByOne(changes, connection);
    }
    handled.add(changes.size());
    published.increment(changes.size());
    commit(consumer);
    return open;
  }

  private record Change(ConsumerRecord<byte[], byte[]> record, ChangeMessage.Change message) {}

  /** Those that can be read; the others are put aside. */
  private List<Change> readable(ConsumerRecords<byte[], byte[]> records)
      throws IOException, InterruptedException {
    List<Change> changes = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      delays.read(record);
      byte[] value = record.value() == null ? new byte[0] : record.value();
      switch (ChangeMessage.of(value, record.headers())) {
        case ChangeMessage.Change change -> changes.add(new Change(record, change));
        case ChangeMessage.Unreadable bad -> unreadable.bury(record, bad.rejection());
      }
    }
    return changes;
  }

  private void publish(List<Change> changes, Channel channel)
      throws IOException, TimeoutException, InterruptedException {
    for (Change change : changes) {
      ChangeMessage.Change message = change.message();
      channel.basicPublish(
          settings.exchange(), message.routingKey(), message.properties(), message.body());
    }
    if (!channel.waitForConfirms(CONFIRM_MILLIS)) {
      throw new SessionLost("the broker refused a message");
    }
  }

  /** A change that the broker refuses must not keep the others waiting. */
  private Channel oneByOne(List<Change> changes, Connection connection)
      throws IOException, TimeoutException, InterruptedException {
    Channel channel = confirming(connection);
    for (Change change : changes) {
      try {
        publish(List.of(change), channel);
      } catch (ShutdownSignalException e) {
        requireRefusal(e);
        unreadable.bury(
            change.record(), new Rejection(Reason.TOO_LARGE, "RabbitMQ does not take it"));
        channel = confirming(connection);
      }
    }
    return channel;
  }

  /** A broker says so of a message that is longer than it allows, and closes the channel. */
  private static void requireRefusal(ShutdownSignalException e) {
    boolean ofTheMessage =
        !e.isHardError()
            && e.getReason() instanceof AMQP.Channel.Close close
            && (close.getReplyCode() == AMQP.CONTENT_TOO_LARGE
                || close.getReplyCode() == AMQP.PRECONDITION_FAILED);
    if (!ofTheMessage) {
      throw e;
    }
  }

  private static void commit(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("{}: partitions moved meanwhile; some changes are published twice", NAME);
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "crm-" + NAME);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    // Until a killed instance is missed, nobody publishes the changes of its partitions.
    config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
