package shop.crm.queries.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.RfmSegment;

/** Takes from a record of the topics what readers choose by, and no more. */
final class ChangeReader {

  /** Made once: it holds Jackson's buffers and symbols. */
  private static final JsonFactory JSON = new JsonFactory();

  private Optional<ChangeType> type = Optional.empty();
  private Optional<String> tenant = Optional.empty();
  private Optional<String> customer = Optional.empty();
  private final List<String> segments = new ArrayList<>(2);

  private ChangeReader() {}

  /** The change; empty where the value is no such event: someone else wrote it. */
  static Optional<Change> read(int slot, long offset, byte[] value) {
    ChangeReader reader = new ChangeReader();
    try (JsonParser parser = JSON.createParser(value)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      reader.envelope(parser);
    } catch (IOException _) {
      // Not JSON. Its text may be personal data, and so may the message.
      return Optional.empty();
    }
    return reader.change(slot, offset, value);
  }

  private Optional<Change> change(int slot, long offset, byte[] value) {
    if (type.isEmpty() || tenant.isEmpty() || customer.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Change(
            slot,
            offset,
            type.get(),
            tenant.get(),
            customer.get(),
            List.copyOf(segments),
            oneLine(value)));
  }

  private void envelope(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> type = text(parser, value).flatMap(ChangeType::named);
        case "tenantid" -> tenant = text(parser, value);
        case "subject" -> customer = text(parser, value);
        case "data" -> data(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void data(JsonParser parser, JsonToken start) throws IOException {
    if (start != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "old_segment", "new_segment" ->
            text(parser, value)
                .flatMap(RfmSegment::named)
                .map(RfmSegment::id)
                .ifPresent(segments::add);
        case "segment_id" -> text(parser, value).ifPresent(segments::add);
        default -> parser.skipChildren();
      }
    }
  }

  private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return Optional.of(parser.getText());
    }
    parser.skipChildren();
    return Optional.empty();
  }

  /** JSON has line breaks between its tokens only, where a space is as good. */
  private static byte[] oneLine(byte[] json) {
    byte[] line = json;
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        if (line == json) {
          line = json.clone();
        }
        line[i] = ' ';
      }
    }
    return line;
  }
}
