package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.schemas.event.EventReader;

/** Takes registrations, and customers whom only an order has named, from Kafka to PostgreSQL. */
public final class ProfileSink implements AutoCloseable {

  /** A sink, not yet started. */
  public ProfileSink(
      Database database,
      Map<String, Object> kafka,
      EventReader reader,
      Clock clock,
      MeterRegistry registry) {}

  /** Begins, as soon as both sides answer. Returns at once. */
  public void start() {}

  /** How it fares. */
  public ConnectorStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
