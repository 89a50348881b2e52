package shop.crm.queries.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What answers write again and again; reads what little comes in. */
public final class Json {

  /** A tree takes much more memory than its text: no body that is valid has so many tokens. */
  private static final long MAX_TOKENS = 150_000;

  /** Reads within bounds, and refuses an object that has a name twice. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
          // The last of two would win, for some readers; for others the first.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** The media type of JSON. */
  public static final String MEDIA_TYPE = "application/json";

  /** Says that an answer is JSON. */
  public static final Header TYPE = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, MEDIA_TYPE);

  /** Reads a whole body as one value: anything behind it is an error. */
  public static final ObjectReader ONE_VALUE =
      new ObjectMapper(FACTORY).reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** A field with a list of numbers. */
  public static void numbers(JsonGenerator json, String name, List<Integer> numbers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (int number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }

  /** A field that is null where there is no value. */
  public static void text(JsonGenerator json, String name, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    } else {
      json.writeNullField(name);
    }
  }
}
