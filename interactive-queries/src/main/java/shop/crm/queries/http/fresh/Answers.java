package shop.crm.queries.http.fresh;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.Located;
import shop.crm.queries.live.Located.Elsewhere;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.queries.live.PeersAway;

/** Answers from live state, wherever it is: here, relayed from its owner, or not now. */
public final class Answers {

  static final HeaderName AS_OF = HeaderNames.create("X-As-Of");
  static final HeaderName STALE = HeaderNames.create("X-Stale");

  private static final Header IS_STALE = HeaderValues.create(STALE, "true");

  private final Relay relay;
  private final PeersAway away = new PeersAway();

  /** Answers here, or by way of a relay. */
  public Answers(Relay relay) {
    this.relay = relay;
  }

  /** Answers a request with a value that was read here. */
  public interface Body<T> {
    void send(T value, Freshness freshness) throws IOException;
  }

  /**
   * Answers one request.
   *
   * @param tenant of the caller
   * @param body answers where the value is at hand
   */
  public <T> void answer(
      ServerRequest request,
      ServerResponse response,
      String tenant,
      Located<T> located,
      Body<T> body)
      throws IOException, InterruptedException {
    switch (located) {
      case Here<T>(T value, Freshness freshness) -> {
        MinAsOf.check(request, freshness);
        fresh(response, freshness);
        body.send(value, freshness);
      }
      case Elsewhere<T> elsewhere -> {
        if (Relay.isRelayed(request)) {
          Located<T> copy = Relay.wantsCopy(request) ? elsewhere.otherwise().get() : elsewhere;
          if (!(copy instanceof Here<T> here)) {
            throw new ProblemException(Problem.misdirected());
          }
          answer(request, response, tenant, here, body);
          return;
        }
        relayed(request, response, tenant, elsewhere, body);
      }
      case Unavailable<T> unavailable ->
          throw new ProblemException(
              Problem.unavailable(
                  "The state that this needs is being moved or restored",
                  unavailable.retryAfter()));
    }
  }

  /** Its owner, else a copy here, else copies elsewhere; each is asked once. */
  private <T> void relayed(
      ServerRequest request,
      ServerResponse response,
      String tenant,
      Elsewhere<T> elsewhere,
      Body<T> body)
      throws IOException, InterruptedException {
    if (elsewhere.owner().isPresent()
        && passedOn(elsewhere.owner().get(), Relay.Wanted.OWNERS, request, response, tenant)) {
      return;
    }
    Located<T> here = elsewhere.otherwise().get();
    if (here instanceof Here<T>) {
      answer(request, response, tenant, here, body);
      return;
    }
    for (HostInfo copy : elsewhere.copies()) {
      if (passedOn(copy, Relay.Wanted.COPY, request, response, tenant)) {
        return;
      }
    }
    // One hop, never two: what is owned elsewhere a moment later is not available.
    answer(
        request,
        response,
        tenant,
        here instanceof Unavailable<T> ? here : new Unavailable<>(Problem.RETRY_AFTER),
        body);
  }

  /**
   * Answers with what another instance answers, unless it is away, does not own it any more, or
   * cannot tell yet.
   *
   * @return whether the request is answered
   */
  private boolean passedOn(
      HostInfo instance,
      Relay.Wanted wanted,
      ServerRequest request,
      ServerResponse response,
      String tenant)
      throws IOException, InterruptedException {
    Optional<Relay.Answer> asked = ask(instance, wanted, request, tenant);
    if (asked.isPresent()) {
      try (Relay.Answer answer = asked.get()) {
        answer.sendTo(request, response);
      }
    }
    return asked.isPresent();
  }

  private Optional<Relay.Answer> ask(
      HostInfo instance, Relay.Wanted wanted, ServerRequest request, String tenant)
      throws InterruptedException {
    try {
      Relay.Answer answer = relay.ask(instance, wanted, request, tenant);
      away.answered(instance);
      if (answer.isRefused()) {
        answer.close();
        return Optional.empty();
      }
      return Optional.of(answer);
    } catch (IOException e) {
      away.failed(instance, e);
      return Optional.empty();
    }
  }

  /** Says how fresh the answer is. */
  public static void fresh(ServerResponse response, Freshness freshness) {
    response.header(HeaderValues.create(AS_OF, freshness.asOf().toString()));
    if (freshness.stale()) {
      stale(response);
    }
  }

  /** Says that the answer is not the newest. */
  public static void stale(ServerResponse response) {
    response.header(IS_STALE);
  }

  /** Says that the answer depends on a header of the request. */
  public static void vary(ServerResponse response, HeaderName name) {
    List<String> all = new ArrayList<>(response.headers().all(HeaderNames.VARY, List::of));
    all.add(name.defaultCase());
    response.header(HeaderNames.VARY, String.join(", ", all));
  }

  /** Takes apart what was here a moment ago, and may have moved away since. */
  public static <T> T still(Located<T> located) {
    return switch (located) {
      case Here<T> here -> here.value();
      case Elsewhere<T> elsewhere -> still(elsewhere.otherwise().get());
      case Unavailable<T>(Duration retryAfter) ->
          throw new ProblemException(Problem.unavailable("It has moved meanwhile", retryAfter));
    };
  }

  /** Takes apart a value that must be here: one that no single other instance owns. */
  public static <T> Here<T> here(Located<T> located) {
    return switch (located) {
      case Here<T> here -> here;
      case Elsewhere<T> elsewhere ->
          throw new IllegalStateException("owned by one instance: " + elsewhere.owner());
      case Unavailable<T> unavailable ->
          throw new ProblemException(
              Problem.unavailable(
                  "Not every partition of the state can be read", unavailable.retryAfter()));
    };
  }
}
