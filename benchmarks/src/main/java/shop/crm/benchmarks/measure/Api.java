package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** The service, asked for what is not timed by the request: single answers, and long streams. */
final class Api implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Api(URI server) {
    this.server = server;
  }

  /** The JSON at a path. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(
        checked(http.send(request(path).build(), BodyHandlers.ofByteArray())).body());
  }

  /** Creates what a body says; its id. */
  String post(String path, byte[] json) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(json))
            .build();
    return JSON.readTree(checked(http.send(request, BodyHandlers.ofByteArray())).body())
        .path("id")
        .asText();
  }

  /** Sends a file with a customer on each line; what became of them. */
  JsonNode importFile(String tenant, Path file) throws IOException, InterruptedException {
    HttpRequest request =
        request("/api/v1/customers:import")
            .header("X-Tenant-ID", tenant)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofFile(file))
            .build();
    return JSON.readTree(checked(http.send(request, BodyHandlers.ofByteArray())).body());
  }

  /** Reads the export of a tenant; how many customers it has. */
  long exported(String tenant) throws IOException, InterruptedException {
    HttpRequest request = request("/api/v1/customers:export").header("X-Tenant-ID", tenant).build();
    long lines = 0;
    byte[] buffer = new byte[64 << 10];
    try (InputStream body = checked(http.send(request, BodyHandlers.ofInputStream())).body()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            lines++;
          }
        }
      }
    }
    return lines;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path));
  }

  private static <T> HttpResponse<T> checked(HttpResponse<T> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          response.request().uri().getPath() + " answered " + response.statusCode());
    }
    return response;
  }

  @Override
  public void close() {
    http.close();
  }
}
