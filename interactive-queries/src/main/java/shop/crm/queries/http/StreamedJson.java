package shop.crm.queries.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import shop.crm.schemas.json.JsonBytes;

/** An object that is sent while it is written: memory does not follow how long it is. */
public final class StreamedJson {

  private static final int BUFFER = 64 << 10;

  private StreamedJson() {}

  /** Sends the object with those fields. An exception cuts the connection: the end is missing. */
  public static void send(ServerRequest request, ServerResponse response, JsonBytes.Fields fields)
      throws IOException {
    response.header(Json.TYPE);
    if (Resource.answersHead(request, response)) {
      return;
    }
    try (OutputStream out =
            new BufferedOutputStream(OngoingCall.answer(request, response), BUFFER);
        JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
  }
}
