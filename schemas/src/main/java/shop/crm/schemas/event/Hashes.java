package shop.crm.schemas.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes that ids are made of: SHA-256, of which half is more than enough to tell apart. */
final class Hashes {

  /** How many bytes of a hash stand in an id. */
  static final int ID_BYTES = 16;

  private Hashes() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What stands in an id for those bytes, in hexadecimal digits. */
  static String hex(byte[] bytes) {
    return hex(sha256(), bytes);
  }

  /** The same for all that the digest was given, and those bytes after it. */
  static String hex(MessageDigest digest, byte[] last) {
    return HexFormat.of().formatHex(digest.digest(last), 0, ID_BYTES);
  }
}
