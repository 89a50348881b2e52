package shop.crm.benchmarks.faults.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import shop.crm.benchmarks.process.JavaProgram;
import shop.crm.benchmarks.process.ServerProcess;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.standalone.Crm;
import shop.crm.standalone.data.Ports;

/**
 * An instance of the service: {@code crm serve} in a process of its own, at the same addresses each
 * time. It counts as living from its first readiness until the signal that ends or freezes it.
 */
public final class Instance {

  private static final String HOST = "127.0.0.1";
  private static final Duration STARTING = Duration.ofMinutes(4);

  private final String name;
  private final Map<String, String> settings;
  private final List<String> options;
  private final URI http;
  private final URI internal;
  private final ServerProcess process;

  private final AtomicLong cuts = new AtomicLong();
  private volatile boolean living;

  Instance(String name, Path directory, Map<String, String> common, List<String> options)
      throws IOException {
    this.name = name;
    this.options = options;
    settings = new TreeMap<>(common);
    int port = Ports.claim("PORT", HOST, 0);
    int internalPort = Ports.claim("CRM_INTERNAL_PORT", HOST, 0);
    Path data = Files.createDirectories(directory.resolve(name));
    settings.put("PORT", String.valueOf(port));
    settings.put("CRM_INTERNAL_PORT", String.valueOf(internalPort));
    settings.put("CRM_ADVERTISED_ADDRESS", HOST + ":" + port);
    settings.put("CRM_DATA_DIR", data.toString());
    http = URI.create("http://" + HOST + ":" + port);
    internal = URI.create("http://" + HOST + ":" + internalPort);
    process = new ServerProcess(name, directory.resolve(name + ".log"), this::program);
  }

  private ProcessBuilder program() {
    ProcessBuilder builder = JavaProgram.of(options, Crm.class.getName(), "serve");
    // Settings of who runs this are for services of theirs.
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.matches("(CRM|RFM|LOYALTY|RABBITMQ|KAFKA)_.*|DATABASE_URL|PORT"));
    builder.environment().putAll(settings);
    return builder;
  }

  /** Changes a setting for its next start. */
  public void set(String setting, String value) {
    settings.put(setting, value);
  }

  /** Starts it. */
  public void start() throws IOException {
    process.start();
  }

  /**
   * Waits until it is ready; then it lives.
   *
   * @throws IOException if it ends before, or takes longer than four minutes
   */
  public void awaitReady() throws IOException, InterruptedException {
    Waiting.until(
        name + " being ready",
        STARTING,
        () -> {
          if (!process.alive()) {
            throw new IOException(name + " has ended instead of being ready");
          }
          return ready();
        });
    living = true;
  }

  private boolean ready() {
    try (Caller caller = new Caller(http, "default")) {
      return caller.get("/health/ready").status() == 200;
    } catch (IOException _) {
      // It is about to listen.
      return false;
    }
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    cut();
    process.kill();
  }

  /** Stops it in order. */
  public void stop() throws IOException, InterruptedException {
    living = false;
    process.stop();
  }

  /** Freezes it: for others it is there and says nothing. */
  public void freeze() throws IOException, InterruptedException {
    cut();
    process.freeze();
  }

  /** Lets it go on; what it answers from now on counts. */
  public void wake() throws IOException, InterruptedException {
    process.wake();
    living = true;
  }

  /** Notes that it has ended though nobody has ended it. */
  void ended() {
    cut();
  }

  private void cut() {
    living = false;
    cuts.incrementAndGet();
  }

  /** Whether it may be asked. */
  public boolean living() {
    return living;
  }

  /** How often it was killed or frozen: what was asked before the last time tells nothing. */
  public long cuts() {
    return cuts.get();
  }

  boolean running() {
    return process.alive();
  }

  /** Where it answers everybody. */
  public URI http() {
    return http;
  }

  /** Where it answers operators and other instances. */
  public URI internal() {
    return internal;
  }

  @Override
  public String toString() {
    return name;
  }

  void close() {
    living = false;
    process.close();
  }
}
