package shop.crm.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection that does as little as can be done: what it costs is the same
 * for whatever it asks.
 */
public final class HttpLoad implements AutoCloseable {

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final int MAX_LINE = 8 << 10;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final String head;
  private final InputStream in;
  private final byte[] line = new byte[MAX_LINE];

  /** Connects to the server of a URI. */
  public HttpLoad(URI server) throws IOException {
    this(server, "");
  }

  /**
   * Connects to the server of a URI.
   *
   * @param headers lines that each request has, besides, each with its end
   */
  public HttpLoad(URI server, String headers) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    head = " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + headers;
    in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
  }

  /**
   * An answer.
   *
   * @param status the status code
   * @param bytes length of the body
   */
  public record Answer(int status, int bytes) {}

  /**
   * Asks for a path and reads the whole answer.
   *
   * @throws IOException if the server closes, or answers without a length
   */
  public Answer get(String path) throws IOException {
    return answer(("GET " + path + head + "\r\n").getBytes(LATIN));
  }

  /**
   * Sends JSON to a path and reads the whole answer.
   *
   * @throws IOException if the server closes, or answers without a length
   */
  public Answer send(String method, String path, byte[] json) throws IOException {
    byte[] begin =
        (method
                + " "
                + path
                + head
                + "Content-Type: application/json\r\nContent-Length: "
                + json.length
                + "\r\n\r\n")
            .getBytes(LATIN);
    byte[] request = Arrays.copyOf(begin, begin.length + json.length);
    System.arraycopy(json, 0, request, begin.length, json.length);
    return answer(request);
  }

  private Answer answer(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int status = Integer.parseInt(readLine().substring(9, 12));
    int length = -1;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without a length");
    }
    in.skipNBytes(length);
    return new Answer(status, length);
  }

  private String readLine() throws IOException {
    int size = 0;
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (size == MAX_LINE) {
        throw new IOException("a header too long");
      }
      line[size++] = (byte) b;
    }
    return new String(line, 0, size - 1, LATIN);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
