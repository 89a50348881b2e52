package shop.crm.connectors.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label what it is, such as {@code CERTIFICATE}
 * @param text what stands between its first line and its last
 */
record PemBlock(String label, String text) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** All blocks of a file in their order; what stands between them is comment. */
  static List<PemBlock> of(String file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(file);
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** Whether a pass phrase protects it in the way that was usual before PKCS#8. */
  boolean isEncrypted() {
    return text.contains("ENCRYPTED");
  }

  /**
   * Its content.
   *
   * @throws UnfitPem where it is not base64
   */
  byte[] der() throws UnfitPem {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new UnfitPem("base64 between BEGIN " + label + " and END " + label, e);
    }
  }

  /** A private key would be told otherwise. */
  @Override
  public String toString() {
    return label;
  }
}
