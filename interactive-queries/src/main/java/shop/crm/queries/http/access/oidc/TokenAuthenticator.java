package shop.crm.queries.http.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.access.Authenticator;

/**
 * Knows bearer tokens of one OpenID Connect issuer. Every token that is not valid is the same 401;
 * why is counted in {@code crm_auth_refused_total}. What can be told from the token alone is told
 * first, so that only a token that would be good with the right signature ever makes the issuer be
 * asked.
 */
public final class TokenAuthenticator implements Authenticator, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TokenAuthenticator.class);

  /** The name that {@code /status} tells of the issuer by. */
  private static final String NAME = "oidc-issuer";

  /** Ten times what issuers make. */
  private static final int MAX_TOKEN = 16 << 10;

  private static final int MAX_REMEMBERED = 10_000;

  private final Issuer issuer;
  private final ClaimRules rules;
  private final Clock clock;
  private final VerifiedTokens verified = new VerifiedTokens(MAX_REMEMBERED);
  private final Map<TokenRefusal, Counter> refusals;
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();

  TokenAuthenticator(OidcSettings settings, Issuer issuer, MeterRegistry metrics, Clock clock) {
    this.issuer = issuer;
    this.rules = new ClaimRules(settings);
    this.clock = clock;
    this.refusals =
        Arrays.stream(TokenRefusal.values())
            .collect(Collectors.toMap(Function.identity(), refusal -> counter(metrics, refusal)));
    Gauge.builder("crm.oidc.keys.age", issuer, TokenAuthenticator::age)
        .description("How long ago the issuer told its keys; it is asked every 5 min")
        .baseUnit("seconds")
        .register(metrics);
  }

  /**
   * Knows the tokens of an issuer, which is asked for its keys from now on. It need not answer yet:
   * until it has, tokens are 503.
   *
   * @param metrics where refusals are counted
   */
  public static TokenAuthenticator start(
      OidcSettings settings, MeterRegistry metrics, Clock clock) {
    IssuerClient client = new IssuerClient(settings, IssuerClient.TIMEOUT);
    Issuer issuer = new Issuer(client, clock, Issuer.PATIENCE);
    issuer.start();
    return new TokenAuthenticator(settings, issuer, metrics, clock);
  }

  private static Counter counter(MeterRegistry metrics, TokenRefusal refusal) {
    return Counter.builder("crm.auth.refused")
        .description("Credentials that were refused")
        .tag("reason", refusal.label())
        .register(metrics);
  }

  private static double age(Issuer issuer) {
    return issuer.age().map(age -> age.toMillis() / 1_000.0).orElse(Double.NaN);
  }

  /** Whether it has parts, which no API key has. */
  @Override
  public boolean takes(String credential) {
    return credential.indexOf('.') >= 0;
  }

  @Override
  public Caller authenticate(String credential) {
    try {
      Caller caller = caller(credential);
      taken.increment();
      return caller;
    } catch (RefusedToken e) {
      count(e.refusal());
      throw new ProblemException(Problem.badCredential());
    } catch (IssuerAway e) {
      count(TokenRefusal.ISSUER_AWAY);
      throw new ProblemException(
          Problem.unavailable(
              "The token cannot be checked now: its issuer does not answer", e.retryAfter()));
    }
  }

  private void count(TokenRefusal refusal) {
    refusals.get(refusal).increment();
    refused.increment();
    LOG.debug("Refused a token: {}", refusal.label());
  }

  private Caller caller(String text) {
    if (text.length() > MAX_TOKEN) {
      throw new RefusedToken(TokenRefusal.TOO_LONG);
    }
    Instant now = clock.instant();
    Digest digest = Digest.of(text.getBytes(UTF_8));
    Optional<Caller> known = issuer.current().flatMap(keys -> verified.find(digest, keys, now));
    if (known.isPresent()) {
      return known.get();
    }
    Token token = Token.read(text);
    ClaimRules.Grant grant = rules.read(token.claims(), now);
    KeySet keys = verify(token);
    verified.put(digest, new VerifiedTokens.Verified(grant.caller(), grant.until(), keys));
    return grant.caller();
  }

  /** The keys by which a token is signed, those that the issuer has now. */
  private KeySet verify(Token token) {
    KeySet keys = issuer.keys();
    KeySet.Verdict verdict = keys.check(token);
    if (verdict == KeySet.Verdict.UNKNOWN_KEY) {
      keys = issuer.keysAfter(keys);
      verdict = keys.check(token);
    }
    return switch (verdict) {
      case VALID -> keys;
      case WRONG -> throw new RefusedToken(TokenRefusal.SIGNATURE);
      case UNKNOWN_KEY -> throw new RefusedToken(TokenRefusal.UNKNOWN_KEY);
    };
  }

  /** How the issuer fares, and how many tokens were taken and refused, for {@code /status}. */
  public ConnectorStatus status() {
    ConnectorStatus.State state =
        issuer.problem().isPresent()
            ? ConnectorStatus.State.RECONNECTING
            : issuer.current().isPresent()
                ? ConnectorStatus.State.RUNNING
                : ConnectorStatus.State.STARTING;
    return new ConnectorStatus(NAME, state, taken.sum(), refused.sum(), issuer.problem());
  }

  @Override
  public void close() {
    issuer.close();
  }
}
