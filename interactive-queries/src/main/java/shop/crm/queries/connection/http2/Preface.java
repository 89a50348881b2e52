package shop.crm.queries.connection.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a client begins with that knows beforehand that HTTP/2 is spoken. */
public final class Preface {

  private static final byte[] BYTES =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How long it is. */
  public static final int LENGTH = BYTES.length;

  private Preface() {}

  /** Whether bytes begin with it. */
  public static boolean begins(byte[] came) {
    return came.length >= LENGTH && same(came);
  }

  /** Whether bytes are the beginning of it, so that the next ones must tell. */
  public static boolean mayBegin(byte[] came) {
    return came.length < LENGTH && same(came);
  }

  private static boolean same(byte[] came) {
    int both = Math.min(came.length, LENGTH);
    return Arrays.equals(came, 0, both, BYTES, 0, both);
  }
}
