package shop.crm.standalone.data;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import shop.crm.standalone.failure.CannotStart;

/** Finds ports to listen on. */
public final class Ports {

  private static final int ANY = 0;

  /**
   * Where a free port is looked for: below those that systems give to connections that go out, for
   * one of these could take the port before the service listens on it.
   */
  private static final int LOWEST = 10_000;

  private static final int HIGHEST = 32_767;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /**
   * The port to listen on: {@code port}, or a free one where it is 0.
   *
   * @param setting what names it
   * @throws CannotStart where it is not free
   */
  public static int claim(String setting, String host, int port) {
    try {
      return bind(InetAddress.getByName(host), port);
    } catch (IOException e) {
      throw new CannotStart(
          setting
              + "="
              + port
              + " on "
              + host
              + " cannot be listened on: "
              + e.getMessage()
              + ". Stop what uses it, or set "
              + setting
              + " to another one.",
          e);
    }
  }

  /** The port to listen on: {@code port} where it is free, else another. */
  public static int claimOrAnother(String setting, String host, int port) {
    try {
      return bind(InetAddress.getByName(host), port);
    } catch (IOException e) {
      return claim(setting, host, ANY);
    }
  }

  /**
   * The port that {@code name} had here before, where it is still free; else another, which is
   * remembered.
   *
   * @param directory where ports are remembered
   */
  public static synchronized int remembered(DataDirectory directory, String name)
      throws IOException {
    Path file = directory.path().resolve("ports.properties");
    Properties ports = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        ports.load(reader);
      }
    }
    int before = Integer.parseInt(ports.getProperty(name, "0"));
    int port = freeOrOther(before);
    if (port != before) {
      ports.setProperty(name, String.valueOf(port));
      try (var writer = Files.newBufferedWriter(file)) {
        ports.store(writer, "ports of embedded parts, kept over restarts where they are free");
      }
    }
    return port;
  }

  private static int freeOrOther(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try {
      return bind(loopback, port);
    } catch (IOException e) {
      return bind(loopback, ANY);
    }
  }

  private static int bind(InetAddress address, int port) throws IOException {
    return port == ANY ? free(address) : tryOut(address, port);
  }

  private static int free(InetAddress address) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      try {
        return tryOut(address, port);
      } catch (BindException _) {
        // Taken: another one, then.
      }
    }
    return tryOut(address, ANY);
  }

  /** Binds and lets go: with the option that servers use, so that old connections do not matter. */
  private static int tryOut(InetAddress address, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return socket.getLocalPort();
    }
  }
}
