package shop.crm.standalone;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import shop.crm.standalone.data.Endpoints;

/** One instance in a process of its own, which is asked all the time but while it is replaced. */
final class UpgradedInstance implements AutoCloseable {

  private final String name;
  private final Path data;
  private final Map<String, String> settings;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** Callers share it; it is held alone while the instance is replaced. */
  private final ReentrantReadWriteLock up = new ReentrantReadWriteLock();

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private Optional<Process> process = Optional.empty();
  private Optional<Path> running = Optional.empty();
  private volatile Optional<CrmHttp> address = Optional.empty();
  private Optional<Thread> asking = Optional.empty();

  UpgradedInstance(String name, Path data, Map<String, String> settings) {
    this.name = name;
    this.data = data;
    this.settings = new HashMap<>(settings);
    this.settings.putAll(
        Map.of(
            "CRM_DATA_DIR", data.toString(),
            "PORT", "0",
            "CRM_INTERNAL_PORT", "0",
            // A release before there was the choice points it out, and no more.
            "CRM_AUTH", "off",
            "CRM_CLUSTER_SECRET", "the instances of the rolling upgrade"));
  }

  /** Starts a release from its directory, and waits until it is ready. */
  void start(Path release) throws Exception {
    Files.createDirectories(data);
    Endpoints.remove(data);
    String libraries =
        release.resolve("standalone/target/lib")
            + "/*"
            + File.pathSeparator
            + release.resolve("standalone/target/lib-embedded")
            + "/*";
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            libraries,
            "shop.crm.standalone.Crm",
            "serve");
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(data.resolveSibling(name + ".log").toFile()));
    Process started = builder.start();
    process = Optional.of(started);
    Endpoints endpoints =
        Eventually.await(
                () -> {
                  if (!started.isAlive()) {
                    throw new AssertionError(Files.readString(data.resolveSibling(name + ".log")));
                  }
                  return Endpoints.read(data);
                },
                Optional::isPresent)
            .orElseThrow();
    CrmHttp at = new CrmHttp(endpoints.http());
    Eventually.await(() -> at.status("/health/ready"), code -> code == 200);
    address = Optional.of(at);
    running = Optional.of(release);
    if (up.isWriteLockedByCurrentThread()) {
      up.writeLock().unlock();
    }
  }

  /** Stops it as an operator does; nobody asks it from then on. */
  void stop() throws Exception {
    up.writeLock().lock();
    Process stopping = process.orElseThrow();
    stopping.destroy();
    if (!stopping.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " does not stop");
    }
    process = Optional.empty();
  }

  /** Where the release is that runs. */
  Path release() {
    return running.orElseThrow();
  }

  /** How it is asked; where it was until it is ready again. */
  CrmHttp http() {
    return address.orElseThrow();
  }

  /** Asks again and again from now on. */
  void ask(List<String> gets) {
    asking =
        Optional.of(
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                        once(gets.get(i % gets.size()));
                      }
                    }));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  /** Sends a body of JSON. */
  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** Makes a call without a body, unless it is replaced just now; it is not until that has come. */
  Optional<HttpResponse<String>> ifUp(String method, String path, String... headers)
      throws IOException, InterruptedException {
    if (!up.readLock().tryLock()) {
      return Optional.empty();
    }
    try {
      HttpRequest request =
          request(path).headers(headers).method(method, BodyPublishers.noBody()).build();
      return Optional.of(http.send(request, BodyHandlers.ofString()));
    } finally {
      up.readLock().unlock();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(http().base() + path)).timeout(Duration.ofSeconds(20));
  }

  /** What is streamed has no other way than to break off where a partition moves meanwhile. */
  private void once(String get) {
    up.readLock().lock();
    try {
      HttpResponse<String> answer = get(get);
      boolean moving =
          isMoving(answer) || (answer.statusCode() == 503 && get.equals("/health/ready"));
      count(String.valueOf(answer.statusCode()));
      if (answer.statusCode() >= 500 && !moving) {
        violations.add(name + " " + get + ": " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      boolean cut = get.endsWith(":export") && !(e instanceof ConnectException);
      count(cut ? "cut off" : "none");
      if (!cut) {
        violations.add(name + " " + get + ": " + e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      up.readLock().unlock();
    }
  }

  /** Whether an answer tells that a partition is moving, and when to come again. */
  static boolean isMoving(HttpResponse<?> answer) {
    return answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isPresent();
  }

  private void count(String status) {
    synchronized (counts) {
      counts.merge(status, 1, Integer::sum);
    }
  }

  /** How often it answered with which status since this was asked last. */
  String counts() {
    synchronized (counts) {
      String told = name + " " + counts;
      counts.clear();
      return told;
    }
  }

  /** What it told that it must not tell, since this was asked last. */
  List<String> violations() {
    List<String> all = List.copyOf(violations);
    violations.removeAll(all);
    return all;
  }

  @Override
  public void close() throws IOException {
    asking.ifPresent(Thread::interrupt);
    http.shutdownNow();
    process.ifPresent(Process::destroy);
    try {
      if (process.isPresent() && !process.get().waitFor(60, TimeUnit.SECONDS)) {
        process.get().destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
