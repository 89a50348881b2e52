package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.LongString;
import java.util.Optional;
import shop.crm.schemas.event.Rejection.Reason;

/** Headers whose value must be a text: AMQP has numbers, tables and bytes besides. */
final class HeaderText {

  private HeaderText() {}

  /**
   * The text of a header. Some clients send an empty one for what they do not set.
   *
   * @param value as it came; {@code null} where there is no such header
   * @throws UnreadableMessage if it is none
   */
  static Optional<String> of(String name, Object value) throws UnreadableMessage {
    return switch (value) {
      case null -> Optional.empty();
      case LongString text -> present(text.toString());
      case String text -> present(text);
      default ->
          throw new UnreadableMessage(Reason.INVALID_FIELD, "header " + name + " is not a text");
    };
  }

  static Optional<String> present(String text) {
    return Optional.ofNullable(text).filter(present -> !present.isEmpty());
  }
}
