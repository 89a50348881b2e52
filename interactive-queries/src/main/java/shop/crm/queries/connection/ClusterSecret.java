package shop.crm.queries.connection;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the instances of a cluster know and nobody else: with it they prove to each other that a
 * call is one of theirs. It is never written anywhere, not even by {@link #toString}.
 */
public final class ClusterSecret {

  /** A shorter one is a word that somebody can guess. */
  public static final int MIN_LENGTH = 32;

  /** The header that proves a call: its time, the hash of its body, and the proof. */
  public static final String HEADER = "X-Crm-Signature";

  private static final String MAC = "HmacSHA256";
  private static final Duration VALID = Duration.ofSeconds(60);
  private static final Pattern FORM =
      Pattern.compile("(?<time>\\d{1,12})\\.(?<body>[0-9a-f]{64})\\.(?<proof>[0-9a-f]{64})");

  private final SecretKeySpec key;

  /**
   * @throws IllegalArgumentException if it is shorter than {@link #MIN_LENGTH} characters
   */
  public ClusterSecret(String secret) {
    if (secret.length() < MIN_LENGTH) {
      throw new IllegalArgumentException("too short for a secret");
    }
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC);
  }

  /**
   * What a call says of itself.
   *
   * @param target its path and query, as they are sent
   * @param tenant whom it speaks for; empty where it names none
   * @param masked what it says of whether its caller sees personal data; empty where it says
   *     nothing
   */
  public record Call(String method, String target, String tenant, String masked) {}

  /**
   * The value of {@link #HEADER}.
   *
   * @param body all of it; empty where there is none
   */
  public String sign(Call call, byte[] body, Clock clock) {
    String hash = hash(body);
    long time = clock.instant().getEpochSecond();
    return time + "." + hash + "." + proof(call, time, hash);
  }

  /** Adds the proof to a request that is sent without a tenant. */
  public void sign(HttpRequest.Builder request, String method, URI uri, byte[] body, Clock clock) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    Call call = new Call(method, uri.getRawPath() + query, "", "");
    request.header(HEADER, sign(call, body, clock));
  }

  /**
   * Whether a call was signed with this secret in the last minute. That its body is the one that
   * was signed is told by {@link #isBody}.
   */
  public boolean proves(String signature, Call call, Clock clock) {
    Matcher parts = FORM.matcher(signature);
    if (!parts.matches()) {
      return false;
    }
    long time = Long.parseLong(parts.group("time"));
    boolean young = Math.abs(clock.instant().getEpochSecond() - time) <= VALID.toSeconds();
    return young && same(proof(call, time, parts.group("body")), parts.group("proof"));
  }

  /** Whether a body is the one that a signature was made for. */
  public static boolean isBody(String signature, byte[] body) {
    Matcher parts = FORM.matcher(signature);
    return parts.matches() && same(hash(body), parts.group("body"));
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String proof(Call call, long time, String hash) {
    String signed =
        String.join("\n", String.valueOf(time), call.method(), call.target(), call.tenant(), hash);
    if (!call.masked().isEmpty()) {
      // The release before signs, and knows, only what is above.
      signed += "\n" + call.masked();
    }
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }

  /** In a time that tells nothing of where they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "***";
  }
}
