package shop.crm.schemas.event;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a body from outside it. A CloudEvent says all itself; for a plain body this is
 * where its type, id and time come from.
 *
 * @param plainAllowed whether a body that is not a CloudEvent is taken
 * @param routingKey the AMQP routing key: the type of a plain body
 * @param messageId the AMQP message id: the id of a plain body
 * @param timestamp the AMQP timestamp: the time of a plain body
 * @param tenant the header {@link shop.crm.schemas.Headers#TENANT_ID}
 * @param receivedAt when it was received: the time where nothing else tells one
 */
public record Envelope(
    boolean plainAllowed,
    Optional<String> routingKey,
    Optional<String> messageId,
    Optional<Instant> timestamp,
    Optional<String> tenant,
    Instant receivedAt) {

  /** The envelope of a record that must be a CloudEvent. */
  public static Envelope cloudEvent(Instant receivedAt) {
    return new Envelope(
        false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), receivedAt);
  }
}
