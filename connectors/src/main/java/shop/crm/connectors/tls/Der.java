package shop.crm.connectors.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * As much of DER as it takes to write a key of PKCS#1 or SEC 1, which the JDK does not read, as one
 * of PKCS#8, which it does: the same bytes in an envelope that names the algorithm.
 */
final class Der {

  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;

  /** In a key of SEC 1: its curve. */
  private static final int CURVE = 0xA0;

  private static final String WHOLE = "a whole EC PRIVATE KEY";

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  /** rsaEncryption, 1.2.840.113549.1.1.1, and the parameters that it has: none. */
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

  /** id-ecPublicKey, 1.2.840.10045.2.1. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Der() {}

  /** A key of PKCS#1 in the envelope of PKCS#8. */
  static byte[] ofPkcs1(byte[] key) {
    return envelope(RSA, key);
  }

  /**
   * A key of SEC 1 in the envelope of PKCS#8.
   *
   * @throws UnfitPem where it does not name its curve
   */
  static byte[] ofSec1(byte[] key) throws UnfitPem {
    try {
      int at = content(key, 0);
      while (at < key.length) {
        int end = end(key, at);
        if (end > key.length) {
          throw new UnfitPem(WHOLE);
        }
        if ((key[at] & 0xFF) == CURVE) {
          return envelope(join(EC, Arrays.copyOfRange(key, content(key, at), end)), key);
        }
        at = end;
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new UnfitPem(WHOLE, e);
    }
    throw new UnfitPem("an EC PRIVATE KEY that names its curve, or one of PKCS#8");
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    return element(
        SEQUENCE, join(VERSION_0, join(element(SEQUENCE, algorithm), element(OCTETS, key))));
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      // DER has no needless zero, which the number has for its sign.
      int from = length[0] == 0 ? 1 : 0;
      out.write(0x80 | length.length - from);
      out.write(length, from, length.length - from);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** Where the content of the element begins that begins at an index. */
  private static int content(byte[] der, int at) {
    int length = der[at + 1] & 0xFF;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7F);
  }

  private static int end(byte[] der, int at) {
    int begin = content(der, at);
    byte[] length = Arrays.copyOfRange(der, begin == at + 2 ? at + 1 : at + 2, begin);
    return Math.addExact(begin, new BigInteger(1, length).intValueExact());
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
