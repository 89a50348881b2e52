package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import shop.crm.benchmarks.process.JavaProgram;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.benchmarks.wire.ServiceAddresses;
import shop.crm.standalone.Crm;

/**
 * {@code crm serve --embedded} in a process of its own, on a directory of its own. It ends with
 * this one, and what it has started with it.
 */
final class ServiceProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(4);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final List<String> OF_OTHERS =
      List.of("KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL", "RABBITMQ_URL");

  private final Path directory;
  private final Process process;
  private final ServiceAddresses addresses;
  private final List<ProcessHandle> started;
  private final Thread endsWithThis;

  private ServiceProcess(
      Path directory, Process process, ServiceAddresses addresses, Thread endsWithThis) {
    this.directory = directory;
    this.process = process;
    this.addresses = addresses;
    this.started = process.descendants().toList();
    this.endsWithThis = endsWithThis;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param directory for all that it keeps
   * @param heapMegabytes of its heap, which is taken at once, so that what grows is something else
   */
  static ServiceProcess start(Path directory, int heapMegabytes)
      throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve("tmp"));
    Process process = launch(directory, heapMegabytes);
    Thread endsWithThis = Thread.ofPlatform().unstarted(() -> endAll(process, List.of()));
    Runtime.getRuntime().addShutdownHook(endsWithThis);
    try {
      ServiceAddresses addresses = awaitReady(process, directory);
      return new ServiceProcess(directory, process, addresses, endsWithThis);
    } catch (IOException | InterruptedException e) {
      endAll(process, List.of());
      throw e;
    }
  }

  private static Process launch(Path directory, int heapMegabytes) throws IOException {
    ProcessBuilder builder =
        JavaProgram.of(
            List.of(
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m",
                "-XX:+AlwaysPreTouch",
                "-Djava.io.tmpdir=" + directory.resolve("tmp")),
            Crm.class.getName(),
            "serve",
            "--embedded");
    builder.redirectOutput(directory.resolve("service.log").toFile());
    OF_OTHERS.forEach(builder.environment()::remove);
    builder.environment().put("CRM_DATA_DIR", directory.resolve("data").toString());
    builder.environment().put("CRM_AUTH", "off");
    builder.environment().put("PORT", "0");
    builder.environment().put("CRM_INTERNAL_PORT", "0");
    return builder.start();
  }

  private static ServiceAddresses awaitReady(Process process, Path directory)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException(
            "the service ended with " + process.exitValue() + ", see " + directory);
      }
      Optional<ServiceAddresses> addresses = ServiceAddresses.read(directory.resolve("data"));
      if (addresses.isPresent() && ready(addresses.get())) {
        return addresses.get();
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new IOException("the service is not ready after " + START + ", see " + directory);
  }

  private static boolean ready(ServiceAddresses addresses) {
    try (Caller caller = new Caller(addresses.http(), "default")) {
      return caller.get("/health/ready").status() == 200;
    } catch (IOException _) {
      // It is about to listen.
      return false;
    }
  }

  ServiceAddresses addresses() {
    return addresses;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  Path log() {
    return directory.resolve("service.log");
  }

  /** What lies where temporary files are, and where imports are kept while they come. */
  List<Path> temporaryFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> tmp = Files.list(directory.resolve("tmp"));
        Stream<Path> data = Files.find(directory.resolve("data"), 3, (path, _) -> spooled(path))) {
      tmp.forEach(files::add);
      data.forEach(files::add);
    }
    return files;
  }

  private static boolean spooled(Path path) {
    String name = path.getFileName().toString();
    return Files.isRegularFile(path) && (name.contains("import") || name.contains("spool"));
  }

  private static void endAll(Process process, List<ProcessHandle> more) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.addAll(more);
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Stops it: in order, or else without. */
  @Override
  public void close() {
    endAll(process, started);
    Runtime.getRuntime().removeShutdownHook(endsWithThis);
  }
}
