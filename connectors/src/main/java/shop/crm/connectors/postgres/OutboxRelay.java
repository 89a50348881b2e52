package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import shop.crm.connectors.ConnectorStatus;

/** Takes the outbox to Kafka: each row once, those of one customer in the order of versions. */
public final class OutboxRelay implements AutoCloseable {

  /** A relay, not yet started. */
  public OutboxRelay(Database database, Map<String, Object> kafka, MeterRegistry registry) {}

  /** Begins to publish, as soon as both sides answer. Returns at once. */
  public void start() {}

  /** How it fares. */
  public ConnectorStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
