package shop.crm.queries.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Something that writes itself as an element of an array. */
public interface JsonElement {
  void write(JsonGenerator json) throws IOException;
}
