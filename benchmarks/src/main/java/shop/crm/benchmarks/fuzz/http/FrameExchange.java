package shop.crm.benchmarks.fuzz.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackException;

/** One connection of HTTP/2 on which some bytes are sent: what must be true of what comes back. */
final class FrameExchange {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MOST = 16 << 20;
  private static final int HEAD_BYTES = 9;
  private static final int MOST_OF_FRAME = 16_384;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;

  private FrameExchange() {}

  /** What is wrong with what comes of it. */
  static List<String> faults(byte[] bytes, InetSocketAddress server, InetAddress from) {
    ByteArrayOutputStream came = new ByteArrayOutputStream();
    List<String> faults = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(server, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      Thread writer = Thread.startVirtualThread(() -> send(bytes, socket));
      read(socket.getInputStream(), came);
      writer.interrupt();
    } catch (SocketTimeoutException e) {
      faults.add("a connection of HTTP/2 hangs");
    } catch (IOException _) {
      // Reset: what came before counts.
    }
    check(ByteBuffer.wrap(came.toByteArray()), faults);
    return faults;
  }

  private static void send(byte[] bytes, Socket socket) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException _) {
      // It may close before it has read everything: what it answered counts.
    }
  }

  private static void read(InputStream in, ByteArrayOutputStream came) throws IOException {
    byte[] some = new byte[MOST_OF_FRAME];
    for (int count = in.read(some); count >= 0 && came.size() < MOST; count = in.read(some)) {
      came.write(some, 0, count);
    }
  }

  private static void check(ByteBuffer came, List<String> faults) {
    HPackDecoder decoder = new HPackDecoder(4_096, StandardCharsets.US_ASCII);
    Set<Integer> refused = new HashSet<>();
    boolean first = true;
    while (came.remaining() >= HEAD_BYTES) {
      int length = (came.getShort() & 0xFFFF) << 8 | came.get() & 0xFF;
      int type = came.get();
      int stream = came.position(came.position() + 1).getInt();
      if (length > MOST_OF_FRAME || first && type != SETTINGS) {
        faults.add("answers what is no HTTP/2");
        return;
      }
      first = false;
      byte[] payload = new byte[Math.min(length, came.remaining())];
      came.get(payload);
      if (type == HEADERS && payload.length == length && head(payload, decoder, faults) >= 400) {
        refused.add(stream);
      }
      boolean problem = type == DATA && refused.contains(stream);
      if (problem && HttpJudge.tellsOfInside(new String(payload, StandardCharsets.UTF_8))) {
        faults.add("tells of its inside in HTTP/2");
      }
    }
  }

  /** The status that it tells. */
  private static int head(byte[] block, HPackDecoder decoder, List<String> faults) {
    int status = 0;
    try {
      for (Header field : decoder.decodeHeaders(ByteBuffer.wrap(block))) {
        if (field.getName().equals(":status")) {
          status = Integer.parseInt(field.getValue());
        }
        if (field.getName().equals("x-injected")) {
          faults.add("takes a header out of a value in HTTP/2");
        }
      }
    } catch (HPackException | NumberFormatException e) {
      faults.add("answers with a head that cannot be unpacked");
    }
    if (status >= 500 && status != 503) {
      faults.add("answers " + status + " in HTTP/2");
    }
    return status;
  }
}
