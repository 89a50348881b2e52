package shop.crm.topology.writer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.EventTopics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TaskFailures.Failure;

/**
 * What a task sends: each sink is named like its topic. What no topic would take ends the step that
 * sends it: Kafka's producer would end the whole transaction, and the next one, and so on.
 */
public final class Outgoing {

  /** What every topic takes, whatever the broker's own limit is: 1 MB less what frames a record. */
  static final int MAX_BYTES = (1 << 20) - (64 << 10);

  /** So much is kept of the headers that a dead letter came with, and of its key. */
  private static final int MAX_HEADER_BYTES = 64 << 10;

  private static final int MAX_KEY_CHARS = 1 << 10;

  private final ProcessorContext<String, byte[]> context;
  private final Task task;
  private final Consumer<Reason> rejected;

  /**
   * Of one task.
   *
   * @param rejected told of each record that goes to the dead letters
   */
  public Outgoing(ProcessorContext<String, byte[]> context, Task task, Consumer<Reason> rejected) {
    this.context = context;
    this.task = task;
    this.rejected = rejected;
  }

  /** Sends on a tenant's or customer's behalf. */
  public void send(String key, byte[] value, Instant at, String topic) {
    task.writing();
    send(new Record<>(key, value, at.toEpochMilli()), topic);
  }

  /** Publishes a customer's changes, and says what brought them about. */
  public void send(CustomerKey customer, List<ChangeEvent> changes, ChangeCause origin) {
    if (changes.isEmpty()) {
      return;
    }
    task.writing();
    String key = customer.toString();
    RecordHeaders headers = origin.headers();
    for (ChangeEvent change : changes) {
      long at = change.changedAt().toEpochMilli();
      send(
          new Record<>(
              key,
              EventWriter.write(change, origin.backfills(change.cause())),
              at,
              new RecordHeaders(headers)),
          EventTopics.of(change));
    }
  }

  /** Sends that there is nothing any more of what had that key. */
  public void sendGone(String key, Instant at, String topic) {
    task.writing();
    context.forward(new Record<>(key, null, at.toEpochMilli()), topic);
  }

  private void send(Record<String, byte[]> record, String topic) {
    if (record.value().length > MAX_BYTES) {
      throw new IllegalStateException(record.value().length + " bytes are too many for " + topic);
    }
    context.forward(record, topic);
  }

  /** Sends the record that is being processed to the dead letters. */
  public void reject(Record<String, byte[]> record, Rejection rejection, Instant now) {
    reject(record, rejection, new RecordHeaders(), now);
  }

  /** Sends the record that is being processed to the dead letters, since it failed too often. */
  public void putAside(Record<String, byte[]> record, Optional<Failure> failure, Instant now) {
    RecordHeaders headers = new RecordHeaders();
    failure.ifPresent(
        it -> headers.add(Headers.EXCEPTION, it.exception().getBytes(StandardCharsets.UTF_8)));
    reject(record, new Rejection(Reason.POISON, "processing it failed again"), headers, now);
  }

  private void reject(
      Record<String, byte[]> record, Rejection rejection, RecordHeaders headers, Instant now) {
    task.writing();
    RecordMetadata from = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        DeadLetter.of(
            rejection,
            DeadLetter.kafkaSource(from.topic(), from.partition(), from.offset()),
            now,
            record.value() == null ? new byte[0] : record.value(),
            original(record.headers()));
    letter.headers().forEach(headers::add);
    String key =
        Optional.ofNullable(record.key()).filter(it -> it.length() <= MAX_KEY_CHARS).orElse(null);
    context.forward(
        new Record<>(key, letter.value(), now.toEpochMilli(), headers), Topics.DEAD_LETTERS);
    rejected.accept(rejection.reason());
  }

  private static Map<String, byte[]> original(org.apache.kafka.common.header.Headers headers) {
    Map<String, byte[]> original = new LinkedHashMap<>();
    int bytes = 0;
    for (Header header : headers) {
      byte[] value = header.value() == null ? new byte[0] : header.value();
      bytes += Headers.ORIGINAL_PREFIX.length() + header.key().length() + value.length;
      if (bytes > MAX_HEADER_BYTES) {
        break;
      }
      original.put(header.key(), value);
    }
    return original;
  }
}
