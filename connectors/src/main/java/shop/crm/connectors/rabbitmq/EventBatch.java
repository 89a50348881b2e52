package shop.crm.connectors.rabbitmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import shop.crm.schemas.event.Rejection.Reason;

/** CloudEvents in one body: a JSON list of them. */
final class EventBatch {

  /** How many events one may hold: each that cannot be taken is a dead letter of its own. */
  static final int MAX_EVENTS = 2_000;

  private static final JsonFactory JSON = new JsonFactory();

  private EventBatch() {}

  /**
   * The elements, each as it stands in the body, whatever it is.
   *
   * @throws UnreadableMessage if the body is no list in UTF-8, or too long a one
   */
  static List<byte[]> split(byte[] body) throws UnreadableMessage {
    List<byte[]> events = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw notOne();
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (events.size() == MAX_EVENTS) {
          throw new UnreadableMessage(
              Reason.TOO_LARGE, "the batch has more than " + MAX_EVENTS + " events");
        }
        long from = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        long to = parser.currentLocation().getByteOffset();
        if (from < 0 || to > body.length) {
          // In UTF-16 there are no offsets of bytes; JSON between systems is in UTF-8.
          throw notOne();
        }
        events.add(Arrays.copyOfRange(body, (int) from, (int) to));
      }
      if (parser.nextToken() != null) {
        throw notOne();
      }
    } catch (IOException _) {
      // Jackson's message quotes the source, which may be personal data.
      throw notOne();
    }
    return events;
  }

  private static UnreadableMessage notOne() {
    return new UnreadableMessage(Reason.NOT_JSON, "the batch is not a well-formed JSON list");
  }
}
