package shop.crm.queries.http.filter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Route;
import shop.crm.queries.limit.Limits;
import shop.crm.schemas.model.access.Limit;

/**
 * Takes so many requests a second of each tenant, and of each credential, and no more: a token
 * bucket of each, which holds what is taken in one second. Each instance counts for itself.
 *
 * <p>A refusal costs little to make and less to ignore. So it is held back: for a moment, and where
 * many are refused until it is its turn, since of one caller only a part as many are refused in a
 * second as are taken. A client that asks again at once is slowed down, however many connections it
 * has, and those of others find the processor free.
 */
public final class RateLimits {

  /** What a caller may do, by the draft of the IETF's working group on HTTP APIs. */
  private static final HeaderName POLICY = HeaderNames.create("RateLimit-Policy");

  /** What a caller may still do, by the same draft. */
  private static final HeaderName LIMIT = HeaderNames.create("RateLimit");

  /** No tenant has that id. */
  private static final String NO_TENANT = "";

  /** A bucket that nobody took from for so long is full: nothing is lost with it. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Who names more tenants than that at once finds some buckets full again. */
  private static final int MOST = 100_000;

  private final Requests requests;
  private final Rates rates;
  private final Duration hold;
  private final TimeMeter time;
  private final Cache<String, Limited> tenants;
  private final Cache<String, Limited> credentials;

  /**
   * How many requests a second are taken; 0 where there is no limit. They may change while the
   * server runs.
   *
   * @param ofTenant of all callers of a tenant together
   * @param ofCredential of one credential of the tenant; of one of the platform what holds for no
   *     tenant, the empty id
   */
  public record Rates(ToLongFunction<String> ofTenant, ToLongFunction<String> ofCredential) {

    /** As the limits of each tenant say. */
    public static Rates of(Limits limits) {
      return new Rates(
          tenant -> limits.of(tenant, Limit.REQUESTS_PER_SECOND).orElse(0),
          tenant -> limits.of(tenant, Limit.REQUESTS_PER_SECOND_OF_KEY).orElse(0));
    }
  }

  /** Time as the server has it. */
  private record ByClock(Clock clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  /** A bucket and the pace of its refusals, and the rate that they were made for. */
  private record Limited(long perSecond, Bucket bucket, RefusalPace refusals) {}

  /** What a bucket says to a request. */
  private record Taken(String policy, long perSecond, ConsumptionProbe probe) {

    String policyHeader() {
      return '"' + policy + "\";q=" + perSecond + ";w=1";
    }

    String limitHeader() {
      return '"'
          + policy
          + "\";r="
          + probe.getRemainingTokens()
          + ";t="
          + seconds(probe.getNanosToWaitForReset());
    }

    Duration retryAfter() {
      return Duration.ofSeconds(seconds(probe.getNanosToWaitForRefill()));
    }

    private static long seconds(long nanos) {
      return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }
  }

  /**
   * Nobody has asked yet.
   *
   * @param hold for how long a refusal is held back, on average
   * @param clock by which buckets fill
   */
  public RateLimits(Requests requests, Rates rates, Duration hold, Clock clock) {
    this.requests = requests;
    this.rates = rates;
    this.hold = hold;
    this.time = new ByClock(clock);
    this.tenants = buckets(time);
    this.credentials = buckets(time);
  }

  /** What is idle goes by itself: after a flood of names nobody may ask again for long. */
  private static Cache<String, Limited> buckets(TimeMeter time) {
    return Caffeine.newBuilder()
        .ticker(time::currentTimeNanos)
        .expireAfterAccess(IDLE)
        .scheduler(Scheduler.systemScheduler())
        .maximumSize(MOST)
        .build();
  }

  /** The same route; it is answered as often as its caller may ask. What is open, always. */
  public Route limited(Route route) {
    if (route.traits().requires().isEmpty()) {
      return route;
    }
    Handler handler = route.handler();
    return route.answeredBy(
        (request, response) -> {
          take(request, response);
          handler.handle(request, response);
        });
  }

  private void take(ServerRequest request, ServerResponse response) throws InterruptedException {
    switch (Caller.of(request)) {
      case Caller.Peer _ -> {
        // Whoever asked that instance was counted there.
      }
      case Caller.Anyone _ -> takeOfTenant(requests.tenant(request), response);
      case Caller.OfTenant(String actor, String tenant, _) -> {
        take(credentials, "key", actor, rates.ofCredential().applyAsLong(tenant), response);
        takeOfTenant(tenant, response);
      }
      case Caller.OfPlatform(String actor, _) -> {
        Optional<String> tenant = requests.namedTenant(request);
        // Whichever tenant it names: from one to the next it would have a full bucket again.
        take(credentials, "key", actor, rates.ofCredential().applyAsLong(NO_TENANT), response);
        if (tenant.isPresent()) {
          takeOfTenant(tenant.get(), response);
        }
      }
    }
  }

  private void takeOfTenant(String tenant, ServerResponse response) throws InterruptedException {
    take(tenants, "tenant", tenant, rates.ofTenant().applyAsLong(tenant), response);
  }

  private void take(
      Cache<String, Limited> buckets,
      String policy,
      String whose,
      long perSecond,
      ServerResponse response)
      throws InterruptedException {
    if (perSecond == 0) {
      return;
    }
    Limited limited = buckets.get(whose, _ -> bucket(perSecond));
    if (limited.perSecond() != perSecond) {
      limited = bucket(perSecond);
      buckets.put(whose, limited);
    }
    Taken taken = new Taken(policy, perSecond, limited.bucket().tryConsumeAndReturnRemaining(1));
    if (!taken.probe().isConsumed()) {
      holdBack(limited);
      throw refused(taken);
    }
    response.header(POLICY, taken.policyHeader()).header(LIMIT, taken.limitHeader());
  }

  private Limited bucket(long perSecond) {
    Bucket bucket =
        Bucket.builder()
            .addLimit(
                limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
            .withCustomTimePrecision(time)
            .build();
    return new Limited(perSecond, bucket, new RefusalPace(perSecond, System::nanoTime));
  }

  /** Not all for as long: hundreds that were refused together would ask together again. */
  private void holdBack(Limited limited) throws InterruptedException {
    double share = 0.5 + ThreadLocalRandom.current().nextDouble();
    long moment = (long) (share * hold.toNanos());
    TimeUnit.NANOSECONDS.sleep(hold.isZero() ? 0 : Math.max(moment, limited.refusals().next()));
  }

  private static ProblemException refused(Taken it) {
    return new ProblemException(
        Problem.tooManyRequests(
            it.perSecond(),
            it.retryAfter(),
            Map.of(
                POLICY.defaultCase(), it.policyHeader(), LIMIT.defaultCase(), it.limitHeader())));
  }
}
