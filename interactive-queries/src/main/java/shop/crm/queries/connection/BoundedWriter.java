package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import shop.crm.queries.connection.Wait.What;

/**
 * Writes in pieces, so that each tells of progress: a reader that takes a little now and then would
 * hold what is made for it for hours. That a reader has gone is the end of the connection and no
 * fault of the service: what answers is not told of it in any other way.
 */
final class BoundedWriter implements DirectWriter {

  private static final int PIECE = 64 << 10;

  /** An answer may take a second for each of so many. */
  private static final int BYTES_PER_SECOND = 64 << 10;

  private final DataWriter writer;
  private final Supplier<Optional<AnswerFraming>> framing;
  private final Duration atMost;
  private final UnreadAnswers.Reader reader;
  private final LongSupplier nanos;

  private volatile Wait wait = Wait.FOR_NOTHING;
  private long written;
  private long waited;

  /**
   * Begins a connection.
   *
   * @param framing how the present request is answered, if not as the HTTP library does it
   * @param atMost for a piece; and for all, beyond what the bytes before may have taken
   * @param reader who reads
   * @param nanos the clock, {@link System#nanoTime}
   */
  BoundedWriter(
      DataWriter writer,
      Supplier<Optional<AnswerFraming>> framing,
      Duration atMost,
      UnreadAnswers.Reader reader,
      LongSupplier nanos) {
    this.writer = writer;
    this.framing = framing;
    this.atMost = atMost;
    this.reader = reader;
    this.nanos = nanos;
  }

  /** That its reader owes it something, if it does. */
  Wait waitsFor() {
    return wait;
  }

  @Override
  public void writeNow(BufferData buffer) {
    reader.begins(buffer.available());
    try {
      while (buffer.available() > PIECE) {
        byte[] piece = new byte[PIECE];
        buffer.read(piece);
        writePiece(BufferData.create(piece));
      }
      writePiece(buffer);
    } finally {
      reader.ends();
    }
  }

  private void writePiece(BufferData asItIs) {
    Optional<BufferData> piece =
        framing.get().map(answer -> framed(answer, asItIs)).orElse(Optional.of(asItIs));
    piece.ifPresent(this::writeOut);
  }

  /** Nothing, where none of it is written. */
  private static Optional<BufferData> framed(AnswerFraming framing, BufferData asItIs) {
    byte[] bytes = new byte[asItIs.available()];
    asItIs.read(bytes);
    byte[] other = framing.accept(bytes);
    return other.length == 0 ? Optional.empty() : Optional.of(BufferData.create(other));
  }

  private void writeOut(BufferData buffer) {
    bounded(buffer.available(), () -> writer.writeNow(buffer));
  }

  /**
   * Writes something else, in the same time.
   *
   * @throws CloseConnectionException where the reader has gone
   */
  void last(Runnable write) {
    bounded(0, write);
  }

  private void bounded(int bytes, Runnable write) {
    long now = nanos.getAsLong();
    long inAll = atMost.plusSeconds(written / BYTES_PER_SECOND).toNanos() - waited;
    long deadline = now + Math.min(atMost.toNanos(), inAll);
    wait = new Wait(What.READER, now, deadline, Optional.of(Refusal.WRITE_TIMEOUT));
    try {
      write.run();
    } catch (UncheckedIOException | SocketWriterException e) {
      throw new CloseConnectionException("the reader has gone", e);
    } finally {
      waited += nanos.getAsLong() - now;
      written += bytes;
      wait = Wait.FOR_NOTHING;
    }
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }
}
