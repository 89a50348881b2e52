package shop.crm.queries.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.RfmSegment;

/** Takes from a record of the topics what readers choose by, and looks no further. */
final class ChangeReader {

  /** Made once: it holds Jackson's buffers and symbols. */
  private static final JsonFactory JSON = new JsonFactory();

  private Optional<ChangeType> type = Optional.empty();
  private Optional<String> tenant = Optional.empty();
  private Optional<String> customer = Optional.empty();

  private ChangeReader() {}

  /** The change; empty where the value is no such event: someone else wrote it. */
  static Optional<Change> read(int slot, long offset, byte[] value) {
    ChangeReader reader = new ChangeReader();
    try (JsonParser parser = JSON.createParser(value)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        reader.envelope(parser);
      }
    } catch (IOException _) {
      // Not JSON. Its text may be personal data, and so may the message.
      return Optional.empty();
    }
    return reader.isComplete()
        ? Optional.of(
            new Change(
                slot,
                offset,
                reader.type.get(),
                reader.tenant.get(),
                reader.customer.get(),
                oneLine(value)))
        : Optional.empty();
  }

  private boolean isComplete() {
    return type.isPresent() && tenant.isPresent() && customer.isPresent();
  }

  private void envelope(JsonParser parser) throws IOException {
    while (!isComplete() && parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> type = text(parser, value).flatMap(ChangeType::named);
        case "tenantid" -> tenant = text(parser, value);
        case "subject" -> customer = text(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  /** What the data of a change tells, as far as it can be read. */
  static ChangeTraits data(byte[] json) {
    DataReader reader = new DataReader();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = parser.currentName().equals("data");
        if (parser.nextToken() == JsonToken.START_OBJECT && isData) {
          reader.read(parser);
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException _) {
      // Someone else wrote it, and broke it off.
      return reader.found();
    }
    return reader.found();
  }

  private static final class DataReader {

    private final List<String> segments = new ArrayList<>(2);
    private boolean backfill;

    void read(JsonParser parser) throws IOException {
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
          case "backfill" -> {
            backfill = value == JsonToken.VALUE_TRUE;
            parser.skipChildren();
          }
          default -> parser.skipChildren();
        }
      }
    }

    ChangeTraits found() {
      return new ChangeTraits(segments, backfill);
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
