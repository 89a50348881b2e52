package shop.crm.queries.connection;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import shop.crm.queries.connection.http2.Preface;

/** The first bytes of a connection: they tell what it is of. */
final class Opening {

  private static final byte[] NOTHING = {};

  private final Supplier<byte[]> read;
  private byte[] came = NOTHING;

  /**
   * Nothing has come yet.
   *
   * @param read what comes next; null where nothing more does
   */
  Opening(Supplier<byte[]> read) {
    this.read = read;
  }

  /** A client that speaks HTTP/2 says so first, and nothing else begins like this. */
  boolean isHttp2() {
    while (Preface.mayBegin(came)) {
      byte[] more = read.get();
      if (more == null) {
        return false;
      }
      byte[] both = Arrays.copyOf(came, came.length + more.length);
      System.arraycopy(more, 0, both, came.length, more.length);
      came = both;
    }
    return Preface.begins(came);
  }

  /** What has come of frames. */
  byte[] behindPreface() {
    return Arrays.copyOfRange(came, Preface.LENGTH, came.length);
  }

  /** What has come of a request, once. */
  Optional<byte[]> rest() {
    byte[] rest = came;
    came = NOTHING;
    return rest.length == 0 ? Optional.empty() : Optional.of(rest);
  }
}
