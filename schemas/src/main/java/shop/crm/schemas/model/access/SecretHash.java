package shop.crm.schemas.model.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What is kept of a key's secret: its SHA-256. A password's hash has to be slow, since there are
 * few passwords to try; of secrets with 256 random bits nobody tries a part worth mentioning,
 * however fast each try is. And this hash is made for every request.
 */
public final class SecretHash {

  private static final int BYTES = 32;
  private static final MessageDigest SHA_256 = sha256();

  private final byte[] bytes;

  private SecretHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The hash of a secret. */
  static SecretHash of(String secret) {
    try {
      // A copy, since to look the algorithm up takes longer than the hash.
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return new SecretHash(digest.digest(secret.getBytes(US_ASCII)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own can be copied", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The hash that is written so.
   *
   * @throws IllegalArgumentException if that is not 64 hexadecimal digits
   */
  public static SecretHash ofHex(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("not a SHA-256");
    }
    return new SecretHash(bytes);
  }

  /** As 64 hexadecimal digits, for where keys are stored and nowhere else. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Whether it is the same; that takes as long whatever differs. */
  public boolean matches(SecretHash other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretHash hash && matches(hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Tells nothing of it. */
  @Override
  public String toString() {
    return "SecretHash";
  }
}
