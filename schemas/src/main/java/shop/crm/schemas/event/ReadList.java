package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list that was read, or why it cannot be; told only to whoever needs the list. */
record ReadList<E>(List<E> values, Optional<InvalidBody> invalid) {

  /** Reads one element; the parser stands at its first token and is left at its last. */
  interface Element<E> {
    E read(JsonParser parser) throws IOException, InvalidBody;
  }

  static <E> ReadList<E> absent() {
    return new ReadList<>(List.of(), Optional.empty());
  }

  List<E> get() throws InvalidBody {
    if (invalid.isPresent()) {
      throw invalid.get();
    }
    return values;
  }

  /** Reads the value that the parser stands at, a list of {@code elements} of at most that many. */
  static <E> ReadList<E> read(
      JsonParser parser, String name, int greatest, JsonToken elements, Element<E> element)
      throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return absent();
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return invalid(InvalidBody.illTyped(name, "a list"));
    }
    List<E> values = new ArrayList<>();
    int depth = parser.getParsingContext().getNestingDepth();
    try {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != elements) {
          throw InvalidBody.illTyped(
              name, elements == JsonToken.START_OBJECT ? "a list of objects" : "a list of strings");
        }
        if (values.size() == greatest) {
          throw InvalidBody.illTyped(name, "a list of at most " + greatest);
        }
        values.add(element.read(parser));
      }
      return new ReadList<>(values, Optional.empty());
    } catch (InvalidBody e) {
      skipToEnd(parser, depth);
      return invalid(e);
    }
  }

  private static <E> ReadList<E> invalid(InvalidBody why) {
    return new ReadList<>(List.of(), Optional.of(why));
  }

  /** Leaves the parser at the end of the array at {@code depth}: the rest must still be JSON. */
  private static void skipToEnd(JsonParser parser, int depth) throws IOException {
    while (parser.currentToken() != JsonToken.END_ARRAY
        || parser.getParsingContext().getNestingDepth() >= depth) {
      parser.nextToken();
    }
  }
}
