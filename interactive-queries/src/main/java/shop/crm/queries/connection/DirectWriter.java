package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/** Writes everything at once, one buffer after the other. */
interface DirectWriter extends DataWriter {

  @Override
  default void write(BufferData... buffers) {
    writeNow(buffers);
  }

  @Override
  default void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  default void writeNow(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      writeNow(buffer);
    }
  }
}
