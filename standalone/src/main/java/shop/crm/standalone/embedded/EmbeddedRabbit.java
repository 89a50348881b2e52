package shop.crm.standalone.embedded;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;

/**
 * A stand-in for RabbitMQ in this process: Apache Qpid, which speaks the same protocol; on loopback
 * only, durable queues and persistent messages in a directory. It lacks quorum queues and refuses
 * queue arguments that it does not know unless told to ignore them, as it is here. A message with a
 * text in its headers that is not UTF-8 it may confirm and drop, where RabbitMQ hands it on.
 */
public final class EmbeddedRabbit implements AutoCloseable {

  private final SystemLauncher launcher;
  private final int port;

  private EmbeddedRabbit(SystemLauncher launcher, int port) {
    this.launcher = launcher;
    this.port = port;
  }

  /**
   * Starts a broker; what an earlier one left in the directory is there again.
   *
   * @param directory where its data lives; made if absent
   * @param port where it listens; 0 for any free port
   * @throws IOException if the directory cannot be made, or the broker does not start
   */
  public static EmbeddedRabbit start(Path directory, int port) throws IOException {
    return start(directory, port, EmbeddedRabbit.class.getResource("/embedded-rabbit.json"));
  }

  /**
   * Starts another broker.
   *
   * @param layout what it consists of, as Qpid reads it
   */
  static EmbeddedRabbit start(Path directory, int port, URL layout) throws IOException {
    Files.createDirectories(directory);
    // Derby writes its log into the current directory unless told otherwise.
    System.setProperty("derby.stream.error.file", directory.resolve("derby.log").toString());
    AtomicReference<SystemConfig<?>> system = new AtomicReference<>();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    SystemLauncher launcher =
        new SystemLauncher(
            new DefaultSystemLauncherListener() {
              @Override
              public void onContainerResolve(SystemConfig<?> config) {
                system.set(config);
              }

              @Override
              public void errorOnStartup(RuntimeException e) {
                failure.set(e);
              }
            });
    try {
      // The launcher adds to the map.
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("type", "Memory");
      attributes.put("initialConfigurationLocation", layout.toString());
      attributes.put("startupLoggedToSystemOut", "false");
      attributes.put("context", context(directory, port));
      launcher.startup(attributes);
      if (failure.get() != null) {
        throw failure.get();
      }
      Broker<?> broker = (Broker<?>) system.get().getContainer();
      leaveStoppingToOwner(broker);
      return new EmbeddedRabbit(launcher, boundPort(broker));
    } catch (Exception e) {
      launcher.shutdown();
      throw new IOException("the embedded AMQP broker did not start", e);
    }
  }

  private static Map<String, String> context(Path directory, int port) {
    return Map.of(
        "crm.amqp_port",
        String.valueOf(port),
        "qpid.work_dir",
        directory.toAbsolutePath().toString(),
        "queue.behaviourOnUnknownDeclareArgument",
        "IGNORE",
        "exchange.behaviourOnUnknownDeclareArgument",
        "IGNORE");
  }

  /**
   * Qpid would stop at the first signal to the process, under the bridges that still drain. It has
   * no switch for that.
   */
  private static void leaveStoppingToOwner(Broker<?> broker) throws ReflectiveOperationException {
    Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
    hook.setAccessible(true);
    Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
  }

  private static int boundPort(Broker<?> broker) {
    for (Port<?> port : broker.getPorts()) {
      return port.getBoundPort();
    }
    throw new IllegalStateException("the embedded AMQP broker has no port");
  }

  /** Where clients reach it, with what it takes to log in. */
  public URI uri() {
    return URI.create("amqp://guest:guest@127.0.0.1:" + port);
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
