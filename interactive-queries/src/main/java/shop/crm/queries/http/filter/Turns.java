package shop.crm.queries.http.filter;

import io.helidon.webserver.http.Handler;
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

  private final Requests requests;
  private final AtOnce ofTenant;
  private final Problem refusal;
  private final Semaphore all;

  /**
   * None is under way.
   *
   * @param ofTenant how many of them are one tenant's
   * @param most how many there are at once
   * @param refusal what those are told whose turn does not come soon because of others
   */
  public Turns(Requests requests, AtOnce ofTenant, int most, Problem refusal) {
    this.requests = requests;
    this.ofTenant = ofTenant;
    this.refusal = refusal;
    this.all = new Semaphore(most, true);
  }

  /** The same route; one with a large answer waits for its turn, for a while. */
  public Route ofLarge(Route route) {
    return route.traits().large() ? route.answeredBy(taken(route.handler())) : route;
  }

  /** The same handler; it waits for its turn, for a while. */
  public Handler taken(Handler handler) {
    return (request, response) -> {
      long end = System.nanoTime() + AtOnce.PATIENCE.toNanos();
      try (AtOnce.Place _ = ofTenant.enter(requests.tenant(request), end - System.nanoTime())) {
        if (!all.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new ProblemException(refusal);
        }
        try {
          handler.handle(request, response);
        } finally {
          all.release();
        }
      }
    };
  }
}
