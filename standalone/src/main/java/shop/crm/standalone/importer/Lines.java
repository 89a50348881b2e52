package shop.crm.standalone.importer;

import java.io.IOException;
import java.util.Optional;

/** A file of orders and refunds, read one after the other. */
interface Lines extends AutoCloseable {

  /**
   * One line.
   *
   * @param number counts from 1
   * @param bytes its content as JSON; nothing where it is longer than the service takes
   */
  record Line(long number, Optional<byte[]> bytes) {}

  /**
   * The next that is not blank, or nothing at the end.
   *
   * @throws IOException if the file cannot be read on, as where a gzip file ends early
   */
  Optional<Line> next() throws IOException;

  /** How many bytes of the file were read. */
  long bytesRead();

  @Override
  void close() throws IOException;
}
