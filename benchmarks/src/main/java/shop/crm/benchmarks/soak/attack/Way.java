package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.AnswerReader;
import shop.crm.benchmarks.wire.ServiceAddresses;

/**
 * How an attacker reaches the service.
 *
 * @param server where it listens
 * @param from the attacker's own address
 */
record Way(URI server, InetAddress from) {

  private static final int TIMEOUT_MILLIS = 20_000;

  /**
   * From an address of its own on this machine: all that begin with 127 are, on Linux; elsewhere
   * all attackers share that of everybody.
   */
  static Way of(URI server, int number) {
    InetAddress own = loopback(1, number);
    try (Socket probe = new Socket()) {
      probe.bind(new InetSocketAddress(own, 0));
      return new Way(server, own);
    } catch (IOException _) {
      return new Way(server, loopback(0, 1));
    }
  }

  private static InetAddress loopback(int third, int fourth) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, (byte) third, (byte) fourth});
    } catch (IOException e) {
      throw new IllegalArgumentException("four bytes are an address", e);
    }
  }

  /** An open connection. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(from, 0));
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(ServiceAddresses.socket(server), TIMEOUT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The beginning of a request, up to the empty line, which is left to the caller. */
  String head(String methodAndPath, String tenant, String headers) {
    return methodAndPath
        + " HTTP/1.1\r\nHost: "
        + server.getAuthority()
        + "\r\nX-Tenant-ID: "
        + tenant
        + "\r\n"
        + headers;
  }

  /** The bytes of a head or a part of one. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Asks on a connection of its own; no answer if the server closes instead. */
  Optional<Answer> ask(String methodAndPath, String tenant, String headers) throws IOException {
    try (Socket socket = connect()) {
      String head = head(methodAndPath, tenant, headers + "Connection: close\r\n\r\n");
      socket.getOutputStream().write(bytes(head));
      return new AnswerReader(socket.getInputStream()).next(false);
    }
  }
}
