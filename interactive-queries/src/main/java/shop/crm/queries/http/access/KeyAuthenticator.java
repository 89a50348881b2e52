package shop.crm.queries.http.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.SecretHash;

/**
 * Knows callers by their API keys. What it does for a key that there is not is the same as for one
 * that there is: the time it takes tells nobody which ids there are, nor how much of a secret is
 * right.
 */
public final class KeyAuthenticator implements Authenticator {

  /** Stands where there is nothing to compare with; nobody can say of what it is the hash. */
  private static final SecretHash NONE = SecretHash.ofHex("0".repeat(64));

  private final BooleanSupplier complete;
  private final Function<String, Optional<ApiKey>> keys;
  private final BiConsumer<String, LocalDate> used;
  private final Clock clock;
  private final Function<KeyCredential, SecretHash> hash;
  private final BiPredicate<SecretHash, SecretHash> matches;

  /**
   * Knows the keys there are.
   *
   * @param complete whether all keys and revocations are known: nobody gets in before
   * @param keys a key that is not revoked, by id
   * @param used is told with every call which key was used on which day, in UTC; must not wait
   */
  public KeyAuthenticator(
      BooleanSupplier complete,
      Function<String, Optional<ApiKey>> keys,
      BiConsumer<String, LocalDate> used,
      Clock clock) {
    this(complete, keys, used, clock, KeyCredential::hash, SecretHash::matches);
  }

  /** One whose work can be counted. */
  KeyAuthenticator(
      BooleanSupplier complete,
      Function<String, Optional<ApiKey>> keys,
      BiConsumer<String, LocalDate> used,
      Clock clock,
      Function<KeyCredential, SecretHash> hash,
      BiPredicate<SecretHash, SecretHash> matches) {
    this.complete = complete;
    this.keys = keys;
    this.used = used;
    this.clock = clock;
    this.hash = hash;
    this.matches = matches;
  }

  @Override
  public boolean takes(String credential) {
    return credential.startsWith(KeyCredential.PREFIX);
  }

  @Override
  public boolean ready() {
    return complete.getAsBoolean();
  }

  @Override
  public Caller authenticate(String credential) {
    KeyCredential presented =
        KeyCredential.parse(credential).orElseThrow(KeyAuthenticator::notValid);
    if (!complete.getAsBoolean()) {
      throw new ProblemException(
          Problem.unavailable("The keys are being read", Problem.RETRY_AFTER));
    }
    Instant now = clock.instant();
    Optional<ApiKey> key = keys.apply(presented.id());
    boolean known = isKnown(key, hash.apply(presented), now);
    if (!known || key.orElseThrow().isExpired(now)) {
      throw notValid();
    }
    used.accept(presented.id(), LocalDate.ofInstant(now, ZoneOffset.UTC));
    return caller(key.orElseThrow());
  }

  /** Compares as often as a key can have secrets, whatever it is compared with. */
  private boolean isKnown(Optional<ApiKey> key, SecretHash presented, Instant now) {
    List<ApiKey.Secret> secrets = key.map(ApiKey::secrets).orElse(List.of());
    boolean known = false;
    for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
      boolean there = i < secrets.size();
      boolean same = matches.test(there ? secrets.get(i).hash() : NONE, presented);
      known |= there && same && secrets.get(i).isValid(now);
    }
    return known;
  }

  private static Caller caller(ApiKey key) {
    String actor = Caller.actorOfKey(key.id());
    return key.grant()
        .tenant()
        .<Caller>map(tenant -> new Caller.OfTenant(actor, tenant, key.grant().scopes()))
        .orElseGet(() -> new Caller.OfPlatform(actor, key.grant().scopes()));
  }

  private static ProblemException notValid() {
    return new ProblemException(Problem.badCredential());
  }
}
