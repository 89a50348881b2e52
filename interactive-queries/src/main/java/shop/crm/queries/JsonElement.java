package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Something that writes itself as an element of an array. */
interface JsonElement {
  void write(JsonGenerator json) throws IOException;
}
