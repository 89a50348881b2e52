package shop.crm.queries.http.filter;

import io.helidon.webserver.http.Handler;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Route;

/**
 * Lets only so many requests of a kind be answered at once, since each takes memory for as long as
 * its caller likes. Of one tenant only some of them: who asks for much and reads slowly keeps
 * themselves waiting, not everybody.
 */
public final class Turns {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Requests requests;
  private final Problem refusal;
  private final int ofTenant;
  private final Semaphore all;
  private final ConcurrentMap<String, Share> tenants = new ConcurrentHashMap<>();

  /**
   * None is under way.
   *
   * @param refusal what those are told whose turn does not come soon
   * @param most how many there are at once
   * @param ofTenant how many of them are one tenant's
   */
  public Turns(Requests requests, Problem refusal, int most, int ofTenant) {
    this.requests = requests;
    this.refusal = refusal;
    this.ofTenant = ofTenant;
    this.all = new Semaphore(most, true);
  }

  /** What a tenant may have, and how many requests know of it. */
  private record Share(Semaphore permits, int users) {}

  /** The same route; one with a large answer waits for its turn, for a while. */
  public Route ofLarge(Route route) {
    return route.traits().large() ? route.answeredBy(taken(route.handler())) : route;
  }

  /** The same handler; it waits for its turn, for a while. */
  public Handler taken(Handler handler) {
    return (request, response) -> {
      String tenant = requests.tenant(request);
      long end = System.nanoTime() + PATIENCE.toNanos();
      Semaphore share = enter(tenant);
      try {
        acquire(share, end);
        try {
          acquire(all, end);
          try {
            handler.handle(request, response);
          } finally {
            all.release();
          }
        } finally {
          share.release();
        }
      } finally {
        leave(tenant);
      }
    };
  }

  private void acquire(Semaphore permits, long end) throws InterruptedException {
    if (!permits.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new ProblemException(refusal);
    }
  }

  /** Nothing is kept of a tenant of whom no request is here. */
  private Semaphore enter(String tenant) {
    return tenants
        .compute(
            tenant,
            (name, share) ->
                share == null
                    ? new Share(new Semaphore(ofTenant, true), 1)
                    : new Share(share.permits(), share.users() + 1))
        .permits();
  }

  private void leave(String tenant) {
    tenants.computeIfPresent(
        tenant,
        (name, share) -> share.users() == 1 ? null : new Share(share.permits(), share.users() - 1));
  }
}
