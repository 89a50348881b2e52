package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import shop.crm.standalone.credential.BearerCredential;

/** A service as its callers ask it, wherever it runs. */
record CrmHttp(URI base, Optional<BearerCredential> credential) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** One whose callers are asked for no credential, or have none. */
  CrmHttp(URI base) {
    this(base, Optional.empty());
  }

  JsonNode get(String path) throws Exception {
    return RunningCrm.JSON.readTree(text(path));
  }

  String text(String path) throws Exception {
    return CLIENT.send(request(path).build(), BodyHandlers.ofString()).body();
  }

  int status(String path) throws Exception {
    return CLIENT.send(request(path).build(), BodyHandlers.discarding()).statusCode();
  }

  /** Sends a body as JSON; {@code headers} are names and values in turn. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    credential.ifPresent(it -> it.authorize(request));
    return request;
  }
}
