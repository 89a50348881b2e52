package shop.crm.queries.bulk;

import io.helidon.http.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;

/**
 * The body of an import as it comes in. It may be long, but neither come too slowly nor, where the
 * caller wants it to be told from others by a key, have more than so many bytes.
 */
public final class ImportBody extends FilterInputStream {

  /** So long a body may be that comes with an idempotency key. */
  static final long MAX_KEYED_BYTES = 64 << 20;

  /**
   * So long the caller may be waited for in all: a little less than the connection waits, which
   * would end without an answer.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  /** And a second longer for each of so many. */
  private static final int BYTES_PER_SECOND = 1_024;

  private final long most;
  private final LongSupplier nanos;
  private long bytes;
  private long waitedNanos;

  /**
   * A body.
   *
   * @param most how many bytes it may have
   */
  ImportBody(InputStream body, long most) {
    this(body, most, System::nanoTime);
  }

  ImportBody(InputStream body, long most, LongSupplier nanos) {
    super(body);
    this.most = most;
    this.nanos = nanos;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long start = nanos.getAsLong();
    int read = super.read(buffer, offset, length);
    waitedNanos += nanos.getAsLong() - start;
    bytes += Math.max(0, read);
    if (bytes > most) {
      throw tooLarge();
    }
    if (waitedNanos > PATIENCE.plusSeconds(bytes / BYTES_PER_SECOND).toNanos()) {
      throw new ProblemException(
          Problem.other(Status.REQUEST_TIMEOUT_408.code(), "The body comes too slowly")
              .hangingUp());
    }
    return read;
  }

  /** Leaves it as it is: the rest of a body that is refused is not waited for. */
  @Override
  public void close() {}

  static ProblemException tooLarge() {
    return new ProblemException(
        Problem.tooLarge(
            "An import with an Idempotency-Key may have 64 MiB: what came before was taken in; send"
                + " it in parts, or without a key"));
  }
}
