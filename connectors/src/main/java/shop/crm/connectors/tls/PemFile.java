package shop.crm.connectors.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads PEM files. */
public final class PemFile {

  /** More than any chain, and than all authorities that browsers know. */
  private static final int MAX_BYTES = 4 << 20;

  private PemFile() {}

  /**
   * The text of a file; of one that is none, something in which no PEM stands.
   *
   * @throws IOException where it cannot be read
   */
  public static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }
}
