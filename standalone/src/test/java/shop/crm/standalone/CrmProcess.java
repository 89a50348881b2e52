package shop.crm.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import shop.crm.standalone.data.Endpoints;

/** {@code crm serve --embedded} in a process of its own, which can be killed. */
final class CrmProcess implements AutoCloseable {

  private final Process process;
  private final Endpoints endpoints;

  private CrmProcess(Process process, Endpoints endpoints) {
    this.process = process;
    this.endpoints = endpoints;
  }

  /** Starts one on the directory that the settings name, and waits until it is ready. */
  static CrmProcess start(Map<String, String> settings) throws Exception {
    Path data = Path.of(settings.get("CRM_DATA_DIR"));
    // What a killed one has left tells where it was.
    Endpoints.remove(data);
    Process process = launch(settings);
    try (HttpClient http = HttpClient.newHttpClient()) {
      Endpoints endpoints =
          Eventually.await(
                  () -> {
                    if (!process.isAlive()) {
                      throw new AssertionError("ended with " + process.exitValue());
                    }
                    return Endpoints.read(data);
                  },
                  Optional::isPresent)
              .orElseThrow();
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create(endpoints.http() + "/health/ready")).build();
      Eventually.await(
          () -> http.send(ready, BodyHandlers.discarding()).statusCode(), code -> code == 200);
      return new CrmProcess(process, endpoints);
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Process launch(Map<String, String> settings) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Crm.class.getName(),
            "serve",
            "--embedded");
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(settings);
    return builder.start();
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /** Ends it at once, without a chance to finish anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("does not stop");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("interrupted while a service was stopped", e);
    }
  }
}
