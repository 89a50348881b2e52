package shop.crm.queries.http.access.oidc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * JSON that has one reading only: no name twice in an object, nothing behind its end. Who signed it
 * and who reads it then mean the same.
 */
final class StrictJson {

  private static final int MAX_DEPTH = 32;

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private StrictJson() {}

  /** Bytes that are no JSON object. */
  static final class NotAnObject extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean duplicate;

    // Neither message nor cause of the parser: both quote what was read.
    private NotAnObject(String what, boolean duplicate) {
      super(what, null, false, false);
      this.duplicate = duplicate;
    }

    /** Whether a name stands twice, and that alone is wrong with what was read so far. */
    boolean isDuplicate() {
      return duplicate;
    }
  }

  /** The object that these bytes are. */
  static JsonNode object(byte[] bytes) throws NotAnObject {
    JsonNode read;
    try {
      read = JSON.readTree(bytes);
    } catch (JsonParseException e) {
      boolean duplicate = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
      throw new NotAnObject(duplicate ? "a name stands twice" : "not JSON", duplicate);
    } catch (IOException e) {
      throw new NotAnObject("not JSON", false);
    }
    if (!read.isObject()) {
      throw new NotAnObject("not a JSON object", false);
    }
    return read;
  }

  /** A text, if it is there and is one. */
  static Optional<String> text(JsonNode object, String name) {
    return Optional.ofNullable(object.path(name).textValue());
  }
}
