package shop.crm.queries.http.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * How logs and the audit log name the subject of a token. Subjects are opaque with most issuers,
 * and then they stand there as they are, so that they can be found at the issuer. One that may be
 * an e-mail address or a phone number, or that would break a line of a log, stands there as a hash
 * that is another one with each issuer.
 */
final class Actor {

  private static final String PREFIX = "oidc:";

  private static final Pattern OPAQUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:|-]{0,63}");

  private static final Pattern NUMBER = Pattern.compile("[0-9.-]+");

  private Actor() {}

  /** The name of a subject. */
  static String of(String issuer, String subject) {
    if (OPAQUE.matcher(subject).matches() && !NUMBER.matcher(subject).matches()) {
      return PREFIX + subject;
    }
    return PREFIX + "~" + Digest.of((issuer + '\n' + subject).getBytes(UTF_8)).shortText();
  }
}
