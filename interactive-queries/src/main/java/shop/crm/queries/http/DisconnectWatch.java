package shop.crm.queries.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Notices that a caller who waits for a long answer has gone. The server itself notices nothing
 * before it writes; so somebody reads from the connection meanwhile, where the end of the stream
 * tells. A connection that was read from like this is closed behind its answer, because what came
 * next on it may be lost.
 */
public final class DisconnectWatch implements Http1ConnectionListener {

  /** Answers that come before are those of callers who are taken to be there. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** The connection of the request that a thread answers: one thread serves one connection. */
  private static final ThreadLocal<ConnectionContext> CONNECTION = new ThreadLocal<>();

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    CONNECTION.set(connection);
  }

  /** Makes an answer, and may ask from any thread whether the caller has gone. */
  public interface Work {
    byte[] unless(BooleanSupplier gone) throws IOException;
  }

  /** Answers the request of this thread with JSON. */
  public static void answer(ServerResponse response, Work work) throws IOException {
    Caller caller = new Caller(CONNECTION.get().dataReader());
    byte[] answer;
    try {
      answer = work.unless(caller::isGone);
    } catch (RuntimeException | IOException e) {
      if (!caller.isWatched()) {
        throw e;
      }
      caller.leaveUnlessThere();
      Problems.send(response, Problems.of(e).hangingUp());
      throw hangUp();
    }
    if (!caller.isWatched()) {
      response.header(Json.TYPE).send(answer);
      return;
    }
    caller.leaveUnlessThere();
    response.header(HeaderValues.CONNECTION_CLOSE).header(Json.TYPE).send(answer);
    throw hangUp();
  }

  private static CloseConnectionException hangUp() {
    return new CloseConnectionException("what came meanwhile was read by somebody else");
  }

  /** A caller who waits for a long answer. */
  private static final class Caller {

    private final DataReader reader;
    private final long since = System.nanoTime();
    private volatile boolean watched;
    private volatile boolean gone;

    Caller(DataReader reader) {
      this.reader = reader;
    }

    boolean isGone() {
      if (!watched && System.nanoTime() - since > PATIENCE.toNanos()) {
        watch();
      }
      return gone;
    }

    boolean isWatched() {
      return watched;
    }

    private synchronized void watch() {
      if (!watched) {
        watched = true;
        Thread.ofVirtual().name("caller").start(this::read);
      }
    }

    /** Returns as soon as there is anything to read, also where that is the end. */
    private void read() {
      try {
        reader.ensureAvailable();
      } catch (RuntimeException e) {
        // However it says so: nothing more comes.
        gone = true;
      }
    }

    void leaveUnlessThere() {
      if (gone) {
        throw new CloseConnectionException("the caller has gone");
      }
    }
  }
}
