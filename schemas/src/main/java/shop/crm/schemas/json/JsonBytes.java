package shop.crm.schemas.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON to bytes as a stream of fields, without a tree in between. */
public final class JsonBytes {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonBytes() {}

  /** Fields of an object, as something that writes them. */
  public interface Fields {
    /** Writes the fields. */
    void write(JsonGenerator json) throws IOException;
  }

  /** The object with those fields, in UTF-8. */
  public static byte[] object(Fields fields) {
    var bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
