package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What could be read of a list, and what was left out of it; told only to whoever needs it. */
record ReadList<E>(List<E> values, LeftOut leftOut) {

  /** Reads one element; the parser stands at its first token and is left at its last. */
  interface Element<E> {
    Optional<E> read(JsonParser parser, LeftOut leftOut) throws IOException;
  }

  static <E> ReadList<E> absent() {
    return new ReadList<>(List.of(), new LeftOut());
  }

  /** Reads the value that the parser stands at, a list of {@code elements} of at most that many. */
  static <E> ReadList<E> read(
      JsonParser parser, String name, int greatest, JsonToken elements, Element<E> element)
      throws IOException {
    ReadList<E> list = new ReadList<>(new ArrayList<>(), new LeftOut());
    JsonToken token = parser.currentToken();
    if (token != JsonToken.START_ARRAY) {
      if (token != JsonToken.VALUE_NULL) {
        list.leftOut.add(name, "is not a list");
      }
      parser.skipChildren();
      return list;
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (++count > greatest) {
        parser.skipChildren();
      } else if (parser.currentToken() == elements) {
        element.read(parser, list.leftOut).ifPresent(list.values::add);
      } else {
        list.leftOut.add(
            name,
            elements == JsonToken.START_OBJECT
                ? "is not a list of objects"
                : "is not a list of strings");
        parser.skipChildren();
      }
    }
    if (count > greatest) {
      list.values.clear();
      list.leftOut.add(name, "is not a list of at most " + greatest);
    }
    return list;
  }
}
