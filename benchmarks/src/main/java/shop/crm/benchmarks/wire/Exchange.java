package shop.crm.benchmarks.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One connection on which some bytes are sent, and all that comes back is read.
 *
 * @param bytes what is sent
 * @param head whether the request is a HEAD; then one answer is read
 * @param halfClose whether the end is told once all is sent
 * @param trickle whether the last bytes come one by one
 */
public record Exchange(byte[] bytes, boolean head, boolean halfClose, boolean trickle) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECT_MILLIS = 5_000;
  private static final int MOST_ANSWERS = 8;
  private static final int TRICKLED = 12;

  /** How a connection ended. */
  public enum End {
    /** The server closed it. */
    CLOSED,
    /** The server reset it. */
    RESET,
    /** Nothing came for too long. */
    SILENT,
    /** It goes on as a stream of events, or in another protocol; it was left. */
    STREAMING,
    /** What came is not HTTP, or breaks off. */
    MALFORMED,
    /** It did not come about. */
    REFUSED,
    /** More answers came than anybody asked for. */
    FLOODED
  }

  /**
   * What came of it.
   *
   * @param answers in their order
   * @param end how the connection ended
   * @param detail of an end that is a fault
   */
  public record Outcome(List<Answer> answers, End end, String detail) {
    public Outcome {
      answers = List.copyOf(answers);
    }
  }

  /**
   * Sends, and reads until the server closes.
   *
   * @param from the address of this machine that is shown
   */
  public Outcome run(InetSocketAddress server, InetAddress from) {
    List<Answer> answers = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(server, CONNECT_MILLIS);
      Thread writer = Thread.startVirtualThread(() -> send(socket));
      try {
        return new Outcome(answers, read(socket, answers), "");
      } catch (SocketTimeoutException e) {
        return new Outcome(answers, End.SILENT, "nothing for " + PATIENCE.toSeconds() + " s");
      } catch (MalformedAnswer | EOFException e) {
        return new Outcome(answers, End.MALFORMED, e.getMessage());
      } catch (IOException _) {
        return new Outcome(answers, End.RESET, "");
      } finally {
        writer.interrupt();
      }
    } catch (IOException e) {
      return new Outcome(answers, End.REFUSED, e.getClass().getSimpleName());
    }
  }

  private End read(Socket socket, List<Answer> answers) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    AnswerReader reader = new AnswerReader(socket.getInputStream());
    while (answers.size() < MOST_ANSWERS) {
      Optional<Answer> answer = reader.next(head && answers.isEmpty());
      if (answer.isEmpty()) {
        return End.CLOSED;
      }
      answers.add(answer.get());
      if (answer.get().streams() || answer.get().status() == 101) {
        return End.STREAMING;
      }
      if (head) {
        return End.CLOSED;
      }
      if (saysClose(answer.get())) {
        endSending(socket);
      }
    }
    return End.FLOODED;
  }

  /** A server that has refused something waits a while for what may still come. */
  private static boolean saysClose(Answer answer) {
    return answer.header("Connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  private static void endSending(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException _) {
      // It has been closed at the other end, or here once all was sent.
    }
  }

  private void send(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      int whole = trickle ? Math.max(0, bytes.length - TRICKLED) : bytes.length;
      out.write(bytes, 0, whole);
      for (int i = whole; i < bytes.length; i++) {
        TimeUnit.MILLISECONDS.sleep(20);
        out.write(bytes[i]);
      }
      if (halfClose) {
        socket.shutdownOutput();
      }
    } catch (IOException _) {
      // It may answer and close before it has read everything: what it answered counts.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
