package shop.crm.benchmarks.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The service's metrics as they were at a moment.
 *
 * @param text in the format of Prometheus
 */
public record ScrapedMetrics(String text) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Those of now. */
  public static ScrapedMetrics of(URI internal) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(internal.resolve("/metrics")).timeout(PATIENCE).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("/metrics answered " + response.statusCode());
      }
      return new ScrapedMetrics(response.body());
    }
  }

  /**
   * The sum of all series of a name.
   *
   * @param label that each must carry, as it is written; empty for all
   */
  public long sum(String name, String label) {
    return (long)
        text.lines()
            .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
            .filter(line -> line.contains(label))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }
}
