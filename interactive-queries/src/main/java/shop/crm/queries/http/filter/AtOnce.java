package shop.crm.queries.http.filter;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.limit.Limits;
import shop.crm.queries.limit.TenantShares;
import shop.crm.schemas.model.access.Limit;

/** What only so many requests of a tenant may do at once. */
public final class AtOnce {

  /** For how long somebody waits whose turn may come soon. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ToIntFunction<String> most;
  private final LongFunction<Problem> refusal;
  private final TenantShares shares;

  /**
   * Nobody does it.
   *
   * @param most how many of a tenant may do it now
   * @param refusal what those are told who may not, by how many may
   */
  public AtOnce(ToIntFunction<String> most, LongFunction<Problem> refusal) {
    this.most = most;
    this.refusal = refusal;
    this.shares = new TenantShares(most);
  }

  /** So many as the tenant's limits allow; those who may not are told when to try again: 429. */
  public static AtOnce of(Limits limits, Limit limit, String what, Duration retryAfter) {
    return new AtOnce(
        tenant -> (int) limits.of(tenant, limit).orElse(limit.most()),
        most ->
            Problem.of(
                    429,
                    "too-many-at-once",
                    "Too many at once",
                    "A tenant may have " + most + ' ' + what + " at once on an instance")
                .retryAfter(retryAfter));
  }

  /** The same; who is refused is sending a body of which the rest is not wanted. */
  public AtOnce hangingUp() {
    return new AtOnce(most, count -> refusal.apply(count).hangingUp());
  }

  /** A place among those who do it, which is given up by closing it, once. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @param nanos for how long it waits for one
   * @throws ProblemException where there is none by then
   */
  public Place enter(String tenant, long nanos) throws InterruptedException {
    if (!shares.tryAcquire(tenant, nanos)) {
      throw new ProblemException(refusal.apply(most.applyAsInt(tenant)));
    }
    return () -> shares.release(tenant);
  }
}
