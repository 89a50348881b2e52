package shop.crm.standalone.importer;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Lines that could not be taken: the first are told, the rest counted. */
final class Mistakes {

  /** How many are told. */
  static final int TOLD = 20;

  private final Consumer<String> out;
  private long count;

  Mistakes(Consumer<String> out) {
    this.out = out;
  }

  void add(Path file, long line, String reason) {
    count++;
    if (count <= TOLD) {
      out.accept(file + ":" + line + ": " + reason);
    }
  }

  /** Tells how many were not told one by one. */
  void close() {
    if (count > TOLD) {
      out.accept("... and " + (count - TOLD) + " lines more");
    }
  }

  long count() {
    return count;
  }
}
