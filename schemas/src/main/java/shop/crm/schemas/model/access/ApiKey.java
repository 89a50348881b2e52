package shop.crm.schemas.model.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key by which a caller proves who it is, as the service knows it: without its secret.
 *
 * @param id names it, and is no secret
 * @param name what its owner calls it
 * @param grant what it allows, and for whom
 * @param secrets by which it is known, the present one first; after a rotation the one before may
 *     be known for a while
 * @param createdAt when it was made
 * @param expiresAt from when on it is not valid, if ever
 * @param revision which change of the key this is, 1 for the first: of two the higher is the truth
 */
public record ApiKey(
    String id,
    String name,
    Grant grant,
    List<Secret> secrets,
    Instant createdAt,
    Optional<Instant> expiresAt,
    long revision) {

  /** A present secret, and the one before it. */
  public static final int MAX_SECRETS = 2;

  /** Greatest length of a name, in characters. */
  public static final int MAX_NAME = 128;

  /** How many keys a tenant may have at once; the platform as many of its own. */
  public static final int MAX_OF_OWNER = 1_000;

  /** How many keys there may be at once, since every instance has all of them in memory. */
  public static final int MAX_ALL = 100_000;

  /**
   * What is kept of a secret.
   *
   * @param hash of it
   * @param validUntil from when on it is not valid, where another has taken its place
   */
  public record Secret(SecretHash hash, Optional<Instant> validUntil) {

    /** Whether a caller may still come with it. */
    public boolean isValid(Instant now) {
      return validUntil.map(now::isBefore).orElse(true);
    }
  }

  /** A key. */
  public ApiKey {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
      throw new IllegalArgumentException("a key has one secret or two");
    }
  }

  /** Whether it has expired. */
  public boolean isExpired(Instant now) {
    return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
  }
}
