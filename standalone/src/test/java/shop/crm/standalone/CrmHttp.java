package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A service as its callers ask it, wherever it runs. */
record CrmHttp(URI base) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  JsonNode get(String path) throws Exception {
    return RunningCrm.JSON.readTree(text(path));
  }

  String text(String path) throws Exception {
    return CLIENT.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString()).body();
  }

  int status(String path) throws Exception {
    return CLIENT
        .send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  /** Sends a body as JSON; {@code headers} are names and values in turn. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create(base + path);
  }
}
