package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Writes in pieces, so that each tells of progress. That a reader has gone is the end of the
 * connection and no fault of the service: what answers is not told of it in any other way.
 */
final class BoundedWriter implements DataWriter {

  private static final int PIECE = 64 << 10;

  private final DataWriter writer;
  private final CheckedConnection connection;

  BoundedWriter(DataWriter writer, CheckedConnection connection) {
    this.writer = writer;
    this.connection = connection;
  }

  @Override
  public void write(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      writeNow(buffer);
    }
  }

  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    write(buffers);
  }

  @Override
  public void writeNow(BufferData buffer) {
    while (buffer.available() > PIECE) {
      byte[] piece = new byte[PIECE];
      buffer.read(piece);
      writePiece(BufferData.create(piece));
    }
    writePiece(buffer);
  }

  private void writePiece(BufferData asItIs) {
    Optional<BufferData> piece =
        connection.answer().map(framing -> framed(framing, asItIs)).orElse(Optional.of(asItIs));
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
    int bytes = buffer.available();
    connection.beginsToWrite();
    try {
      writer.writeNow(buffer);
    } catch (UncheckedIOException | SocketWriterException e) {
      throw new CloseConnectionException("the reader has gone", e);
    } finally {
      connection.hasWritten(bytes);
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
