package shop.crm.queries.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Once;

/** Does what a POST asks for once for each idempotency key, however often it is sent. */
public final class Idempotency {

  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
  private static final int MAX_LENGTH = 255;

  private final Profiles profiles;

  /** Keys and answers are kept where profiles are, in one transaction with what they are of. */
  public Idempotency(Profiles profiles) {
    this.profiles = profiles;
  }

  /** The key of a request, if it has one. */
  public static Optional<String> key(ServerRequest request) {
    Optional<String> key = request.headers().first(KEY);
    if (key.isPresent() && !isKey(key.get())) {
      throw new ProblemException(
          Problem.malformed("Idempotency-Key is not 1 to " + MAX_LENGTH + " printable characters"));
    }
    return key;
  }

  private static boolean isKey(String key) {
    return !key.isBlank()
        && key.length() <= MAX_LENGTH
        && key.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /** What tells a request from another one of the same key. */
  public static MessageDigest fingerprint(ServerRequest request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(request.prologue().method().text().getBytes(StandardCharsets.UTF_8));
      digest.update(request.path().absolute().rawPath().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What is done once for a key and a body. */
  public static Once once(String tenant, String key, MessageDigest fingerprint) {
    return new Once(tenant, key, HexFormat.of().formatHex(fingerprint.digest()));
  }

  /**
   * Whether a request with a key was answered before.
   *
   * @throws shop.crm.connectors.postgres.KeyReused if the key came with another request
   */
  public boolean isAnswered(ServerRequest request, String tenant, byte[] body, String key) {
    MessageDigest fingerprint = fingerprint(request);
    fingerprint.update(body);
    return profiles.answered(once(tenant, key, fingerprint)).isPresent();
  }

  /** Does the work and answers, or gives the answer that it was given before. */
  public void answer(
      ServerRequest request,
      ServerResponse response,
      String tenant,
      byte[] body,
      Function<ProfileWriter, Answer> work) {
    answer(request, response, tenant, body, work, UnaryOperator.identity());
  }

  /**
   * The same, where callers are shown different parts of an answer.
   *
   * @param shown what this caller is shown of the answer's body, be it new or kept
   */
  public void answer(
      ServerRequest request,
      ServerResponse response,
      String tenant,
      byte[] body,
      Function<ProfileWriter, Answer> work,
      UnaryOperator<byte[]> shown) {
    send(response, once(request, tenant, body, work), shown);
  }

  /**
   * Does the work, unless it was done before.
   *
   * @return what the work has returned, the same object, or the answer that was kept
   */
  public Answer once(
      ServerRequest request, String tenant, byte[] body, Function<ProfileWriter, Answer> work) {
    Optional<String> key = key(request);
    if (key.isEmpty()) {
      return profiles.write(work);
    }
    MessageDigest fingerprint = fingerprint(request);
    fingerprint.update(body);
    return profiles.once(once(tenant, key.get(), fingerprint), work);
  }

  /** Sends an answer, whether it is new or was kept. */
  public static void send(ServerResponse response, Answer answer) {
    send(response, answer, UnaryOperator.identity());
  }

  private static void send(ServerResponse response, Answer answer, UnaryOperator<byte[]> shown) {
    response.status(Status.create(answer.status()));
    answer.headers().forEach(response::header);
    response.header(Json.TYPE).send(shown.apply(answer.body()));
  }
}
