package shop.crm.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Clerks of a back office who change profiles at the same time, each those of customers of their
 * own, and note down which versions were confirmed. Whoever gets no answer, or is told to come
 * again, sends the same change again.
 */
final class Clerks implements AutoCloseable {

  private static final int CLERKS = 8;
  private static final int CUSTOMERS_EACH = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<URI> service;
  private final int changesEach;
  private final AtomicInteger confirmed = new AtomicInteger();

  /**
   * Clerks who have not begun.
   *
   * @param service where it is; asked before every request, since it may move
   * @param changes how many they make together
   */
  Clerks(Supplier<URI> service, int changes) {
    this.service = service;
    this.changesEach = changes / CLERKS;
  }

  /** How many changes were confirmed so far. */
  int confirmed() {
    return confirmed.get();
  }

  /** Lets them begin; in the end the versions that were confirmed, in order, by customer. */
  CompletableFuture<Map<String, List<Long>>> work() {
    List<CompletableFuture<Map<String, List<Long>>>> all = new ArrayList<>();
    for (int i = 0; i < CLERKS; i++) {
      int clerk = i;
      all.add(CompletableFuture.supplyAsync(() -> work(clerk), threads));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<String, List<Long>> versions = new TreeMap<>();
              all.forEach(one -> versions.putAll(one.join()));
              return versions;
            });
  }

  private Map<String, List<Long>> work(int clerk) {
    Map<String, List<Long>> versions = new TreeMap<>();
    for (int i = 0; i < changesEach; i++) {
      String id = "c-" + clerk + "-" + i % CUSTOMERS_EACH;
      String path = RunningCrm.CUSTOMERS;
      versions
          .computeIfAbsent(id, absent -> new ArrayList<>())
          .add(
              i < CUSTOMERS_EACH
                  ? version("POST", path, "{\"id\":\"" + id + "\"}", "Idempotency-Key", id)
                  : version("PATCH", path + "/" + id, "{\"last_name\":\"n" + i + "\"}"));
      confirmed.incrementAndGet();
    }
    return versions;
  }

  /** The version that a change has brought, once that is confirmed. */
  private long version(String method, String path, String body, String... headers) {
    try {
      HttpResponse<String> answer =
          Eventually.await(() -> once(method, path, body, headers), Optional::isPresent)
              .orElseThrow();
      if (answer.statusCode() / 100 != 2) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return RunningCrm.JSON.readTree(answer.body()).get("version").asLong();
    } catch (Exception e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  private Optional<HttpResponse<String>> once(
      String method, String path, String body, String... headers) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.get().resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.ofString()))
          .filter(answer -> answer.statusCode() != 503);
    } catch (IOException _) {
      // Killed or not there: whether the change was made is not known.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    threads.close();
    http.close();
  }
}
