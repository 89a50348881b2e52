package shop.crm.schemas.model.access;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a caller sends to come in by a key, {@code crm_ID_SECRET}: shown to its owner once, and
 * stored nowhere. Neither {@link #toString} nor anything else but {@link #text} tells the secret.
 */
public final class KeyCredential {

  /** How every one of them begins; no token of an issuer does. */
  public static final String PREFIX = "crm_";

  /** Length of a key's id, in characters. */
  public static final int ID_LENGTH = 16;

  /** 43 characters of 62 have 256 bits. */
  private static final int SECRET_LENGTH = 43;

  private static final int MAX_SECRET_LENGTH = 128;

  /** Without letters that are taken for one another, since an id is read aloud. */
  private static final String ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final String SECRET_CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final int ID_END = PREFIX.length() + ID_LENGTH;
  private static final Pattern ONLY_HEX = Pattern.compile("[0-9a-fA-F]*");
  private static final int LEAST_HEX_DIGITS = 64;

  /** Of 43 random characters about 31 differ, of 64 hexadecimal digits 15 or 16 do. */
  private static final int LEAST_DIFFERENT = 10;

  private final String id;
  private final String secret;

  private KeyCredential(String id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** A new one, of an id that no key has had, with a secret of 256 random bits. */
  public static KeyCredential generate(SecureRandom random) {
    return generate(characters(random, ID_CHARACTERS, ID_LENGTH), random);
  }

  /** Another one for the key with that id. */
  public static KeyCredential generate(String id, SecureRandom random) {
    if (!isId(id)) {
      throw new IllegalArgumentException("not the id of a key");
    }
    return new KeyCredential(id, characters(random, SECRET_CHARACTERS, SECRET_LENGTH));
  }

  private static String characters(SecureRandom random, String of, int length) {
    return random
        .ints(length, 0, of.length())
        .mapToObj(place -> of.substring(place, place + 1))
        .collect(Collectors.joining());
  }

  /** The credential that a text is; nothing where its form is another. */
  public static Optional<KeyCredential> parse(String text) {
    int secretLength = text.length() - ID_END - 1;
    if (secretLength < SECRET_LENGTH
        || secretLength > MAX_SECRET_LENGTH
        || !text.startsWith(PREFIX)
        || text.charAt(ID_END) != '_') {
      return Optional.empty();
    }
    String id = text.substring(PREFIX.length(), ID_END);
    String secret = text.substring(ID_END + 1);
    return isId(id) && isSecret(secret)
        ? Optional.of(new KeyCredential(id, secret))
        : Optional.empty();
  }

  /** Whether a text has the form of a key's id: 16 small letters and digits. */
  public static boolean isId(String text) {
    // By hand: this is on the path of every request.
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isSmallLetter(c) && !isDigit(c)) {
        return false;
      }
    }
    return text.length() == ID_LENGTH;
  }

  private static boolean isSecret(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isSmallLetter(c) && !isDigit(c) && (c < 'A' || c > 'Z')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSmallLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Whether a secret that a person has chosen may have 256 bits, as far as its looks tell: long
   * enough for the characters it has, and not one of them over and over.
   */
  public boolean isStrong() {
    boolean longEnough = secret.length() >= LEAST_HEX_DIGITS || !ONLY_HEX.matcher(secret).matches();
    return longEnough && secret.chars().distinct().count() >= LEAST_DIFFERENT;
  }

  /** The key's id. */
  public String id() {
    return id;
  }

  /** What is stored of the secret. */
  public SecretHash hash() {
    return SecretHash.of(secret);
  }

  /** All of it: for its owner, once, and for nobody else. */
  public String text() {
    return PREFIX + id + "_" + secret;
  }

  /** Which key it is of, and nothing of the secret. */
  @Override
  public String toString() {
    return PREFIX + id + "_…";
  }
}
