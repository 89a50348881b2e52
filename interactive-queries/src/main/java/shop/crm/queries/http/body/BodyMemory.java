package shop.crm.queries.http.body;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;

/**
 * Bodies that are in memory, bounded in bytes over all requests of a listener: each may be small
 * enough, and thousands that are sent but for their last byte would take all there is. Where there
 * is no room the body that has been coming for longest makes some; where all have come, a new one
 * is refused.
 */
public final class BodyMemory implements Filter {

  private static final int PIECE = 16 << 10;

  private final long most;

  /** Those that are coming, the longest first; guarded by this, as all sums are. */
  private final SequencedSet<Held> coming = new LinkedHashSet<>();

  private long bytes;

  /**
   * Nothing is held.
   *
   * @param most how many bytes may be
   */
  BodyMemory(long most) {
    this.most = most;
  }

  /**
   * A sixth of the heap: reading a body makes a copy of it, and what it tells takes memory, too.
   */
  public static BodyMemory standard() {
    return new BodyMemory(Runtime.getRuntime().maxMemory() / 6);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!request.content().hasEntity()) {
      chain.proceed();
      return;
    }
    Held held = new Held(Thread.currentThread());
    request.context().register(held);
    try {
      chain.proceed();
    } finally {
      release(held);
    }
  }

  /** The first bytes of a body, at most so many. */
  static byte[] read(ServerRequest request, InputStream body, int most) throws IOException {
    Optional<Held> held = request.context().get(Held.class);
    return held.isPresent() ? held.get().read(body, most) : body.readNBytes(most);
  }

  /** How many bytes are held. */
  synchronized long bytes() {
    return bytes;
  }

  private synchronized void begin(Held held) {
    coming.addLast(held);
  }

  private synchronized void hold(Held held, int more) {
    while (!held.evicted && bytes + more > most && coming.getFirst() != held) {
      evict(coming.getFirst());
    }
    boolean alone = bytes == held.bytes;
    if (held.evicted || bytes + more > most && !alone) {
      throw tooMany();
    }
    bytes += more;
    held.bytes += more;
  }

  /** Its thread reads from a socket that is closed by that. */
  private void evict(Held longest) {
    coming.remove(longest);
    bytes -= longest.bytes;
    longest.bytes = 0;
    longest.evicted = true;
    longest.reader.interrupt();
  }

  private synchronized void end(Held held) {
    coming.remove(held);
    if (held.evicted) {
      // At the last moment: its thread must not go on to anything else.
      throw tooMany();
    }
  }

  private static ProblemException tooMany() {
    return new ProblemException(
        Problem.unavailable("Too many bodies at once", Problem.RETRY_AFTER).hangingUp());
  }

  private synchronized void release(Held held) {
    coming.remove(held);
    bytes -= held.bytes;
    held.bytes = 0;
    if (held.evicted) {
      // The thread may be given another request.
      Thread.interrupted();
    }
  }

  /** What is held of one request. */
  private final class Held {

    private final Thread reader;
    private int bytes;
    private boolean evicted;

    private Held(Thread reader) {
      this.reader = reader;
    }

    private byte[] read(InputStream body, int most) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] piece = new byte[Math.min(PIECE, most)];
      begin(this);
      int read = body.read(piece);
      while (read >= 0 && all.size() < most) {
        hold(this, read);
        all.write(piece, 0, read);
        read = all.size() < most ? body.read(piece, 0, Math.min(PIECE, most - all.size())) : -1;
      }
      end(this);
      return all.toByteArray();
    }
  }
}
