package shop.crm.queries.http.access;

import io.github.bucket4j.Bucket;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import shop.crm.connectors.postgres.AuditLog;
import shop.crm.connectors.postgres.AuditedCall;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.RequestTrace;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Route;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.AuditLine.Outcome;

/**
 * Has the audit log tell of calls: of each that may change something, each that is refused, each
 * read of one customer and each page of customers by a caller who sees personal data, and each way
 * on which many customers go out at once. A call that changes something writes its line in its own
 * transaction; all others do not wait for theirs.
 */
public final class AuditedRoutes {

  /** For whom a caller says to act. */
  public static final HeaderName ON_BEHALF_OF = HeaderNames.create("X-On-Behalf-Of");

  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]{1,128}");
  private static final Pattern OBJECT = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final String MEMBER = "customer_id";
  private static final String NOBODY = "nobody";

  private static final int LINES_AT_ONCE = 1_000;
  private static final int LINES_A_SECOND = 50;

  private final AuditLog log;
  private final Requests requests;
  private final Clock clock;
  private final Bucket strangers = lines();
  private final Bucket overLimits = lines();

  /** Tells that log. */
  public AuditedRoutes(AuditLog log, Requests requests, Clock clock) {
    this.log = log;
    this.requests = requests;
    this.clock = clock;
  }

  /** What a read shows of customers to who may see it. */
  private enum Shows {
    NONE,
    ONE,
    MANY
  }

  /**
   * What the log has to know of a route.
   *
   * @param done what HTTP answers where its transaction does not know
   * @param customer the parameter of its path that names a customer
   * @param object what it is about where that is no customer: what names of it begin with
   * @param shows what it shows of customers
   * @param export whether many customers go out by it at once
   * @param namesTenant whether its path names the tenant whom it is about
   */
  private record Kind(
      String path,
      int done,
      Optional<String> customer,
      Optional<String> object,
      Shows shows,
      boolean export,
      boolean namesTenant) {

    static Kind of(Route route) {
      String path = route.path();
      boolean below = path.equals(ApiPaths.CUSTOMER) || path.startsWith(ApiPaths.CUSTOMER + "/");
      Optional<String> parameter =
          below
              ? Optional.of("id")
              : Optional.of(MEMBER).filter(name -> path.contains("{" + name + "}"));
      return new Kind(
          path,
          route.types().isEmpty() ? 204 : 200,
          parameter,
          object(path),
          route.isRead() ? shows(path, below) : Shows.NONE,
          path.endsWith("export") || route.traits().stream(),
          path.equals(ApiPaths.TENANT));
    }

    private static Shows shows(String path, boolean below) {
      if (below) {
        return Shows.ONE;
      }
      // Those of a tenant, and those of a segment.
      return path.endsWith("/customers") ? Shows.MANY : Shows.NONE;
    }

    private static Optional<String> object(String path) {
      if (path.startsWith(ApiPaths.KEYS)) {
        return Optional.of(AuditLine.KEY);
      }
      return Optional.of(AuditLine.SEGMENT).filter(_ -> path.startsWith(ApiPaths.SEGMENTS));
    }
  }

  /** The same route; whoever has come through to it says rightly for whom they act, or nothing. */
  public static Route named(Route route) {
    if (route.traits().requires().isEmpty()) {
      return route;
    }
    Handler handler = route.handler();
    return route.answeredBy(
        (request, response) -> {
          if (request.headers().contains(ON_BEHALF_OF) && onBehalfOf(request).isEmpty()) {
            throw new ProblemException(
                Problem.malformed("X-On-Behalf-Of is not 1 to 128 printable characters of ASCII"));
          }
          handler.handle(request, response);
        });
  }

  private static Optional<String> onBehalfOf(ServerRequest request) {
    return request
        .headers()
        .first(ON_BEHALF_OF)
        .filter(PRINTABLE.asMatchPredicate())
        .filter(name -> !name.isBlank());
  }

  /** The same route, with all its checks; the log tells of calls of it. */
  public Route noted(Route route) {
    if (route.traits().requires().isEmpty()) {
      return route;
    }
    Kind kind = Kind.of(route);
    return route.answeredBy(
        route.isRead() ? read(route.handler(), kind) : write(route.handler(), kind));
  }

  private Handler read(Handler handler, Kind kind) {
    return (request, response) -> {
      Instant at = clock.instant();
      // Once it is known how the answer begins, and before any of it is sent.
      response.beforeSend(
          () -> {
            if (isTold(request, response, kind)) {
              note(line(request, kind, at, response.status().code()));
            }
          });
      handler.handle(request, response);
    };
  }

  private static Bucket lines() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit.capacity(LINES_AT_ONCE).refillGreedy(LINES_A_SECOND, Duration.ofSeconds(1)))
        .build();
  }

  /**
   * Of strangers not every line, nor of those who ask more than they may: who has no credential
   * could fill any disk, and who floods the service would write as much as those who use it.
   */
  private void note(AuditLine line) {
    boolean stranger = line.actor().name().equals(NOBODY);
    boolean over = line.status() == Status.TOO_MANY_REQUESTS_429.code();
    if ((!stranger || strangers.tryConsume(1)) && (!over || overLimits.tryConsume(1))) {
      log.note(line);
    }
  }

  private static boolean isTold(ServerRequest request, ServerResponse response, Kind kind) {
    int status = response.status().code();
    return kind.export()
        || showsPersonalData(request, kind, Outcome.of(status))
        || Outcome.of(status) == Outcome.REFUSED
        || isTable(response);
  }

  private static boolean showsPersonalData(ServerRequest request, Kind kind, Outcome outcome) {
    boolean told =
        switch (kind.shows()) {
          case NONE -> false;
          case ONE -> true;
          // Of a list that was not given nobody learns whom it would have held.
          case MANY -> outcome == Outcome.OK;
        };
    return told && Caller.find(request).filter(Caller::seesPersonalData).isPresent();
  }

  /** All members of a segment, where a page is asked for otherwise. */
  private static boolean isTable(ServerResponse response) {
    return response
        .headers()
        .contentType()
        .map(HttpMediaType::subtype)
        .filter("csv"::equals)
        .isPresent();
  }

  private Handler write(Handler handler, Kind kind) {
    return (request, response) -> {
      Instant at = clock.instant();
      AuditedCall call = new AuditedCall(answer -> done(request, kind, at, answer));
      response.beforeSend(
          () -> {
            int status = response.status().code();
            // What fails after it has changed something has both lines: an import that was cut off.
            if (!call.isWritten() || Outcome.of(status) != Outcome.OK) {
              note(line(request, kind, at, status));
            }
          });
      call.run(() -> handler.handle(request, response));
    };
  }

  private AuditLine done(ServerRequest request, Kind kind, Instant at, Optional<Answer> answer) {
    AuditLine line = line(request, kind, at, answer.map(Answer::status).orElse(kind.done()));
    Optional<String> customer = line.customer().or(() -> answer.flatMap(Answer::customer));
    Optional<String> object =
        line.object().or(() -> answer.flatMap(AuditedRoutes::made).flatMap(id -> object(kind, id)));
    return new AuditLine(
        line.at(), line.tenant(), line.actor(), line.call(), customer, object, line.status());
  }

  /** The id of what was made, also where a request comes again. */
  private static Optional<String> made(Answer answer) {
    return Optional.ofNullable(answer.headers().get(HeaderNames.LOCATION.defaultCase()))
        .map(location -> location.substring(location.lastIndexOf('/') + 1));
  }

  /** Ids that could be personal by themselves are left out. */
  private static Optional<String> object(Kind kind, String id) {
    return kind.object().filter(_ -> OBJECT.matcher(id).matches()).map(begin -> begin + id);
  }

  private AuditLine line(ServerRequest request, Kind kind, Instant at, int status) {
    Optional<Caller> caller = Caller.find(request);
    return new AuditLine(
        at,
        caller.flatMap(known -> tenant(request, kind, known)),
        new AuditLine.Actor(caller.map(Caller::actor).orElse(NOBODY), onBehalfOf(request)),
        new AuditLine.Call(
            request.prologue().method().text(), kind.path(), RequestTrace.of(request)),
        kind.customer().flatMap(name -> id(request, name)),
        request.path().pathParameters().first("id").asOptional().flatMap(id -> object(kind, id)),
        status);
  }

  /** One of a tenant leaves no line in the log of another, whatever the path names. */
  private Optional<String> tenant(ServerRequest request, Kind kind, Caller caller) {
    return switch (caller) {
      case Caller.OfTenant(_, String own, _) -> Optional.of(own);
      case Caller.Anyone _, Caller.OfPlatform _, Caller.Peer _ ->
          kind.namesTenant() ? id(request, "id") : named(request);
    };
  }

  private Optional<String> named(ServerRequest request) {
    try {
      return Optional.of(requests.tenant(request));
    } catch (ProblemException _) {
      // The answer says what is wrong with the name; the log has none.
      return Optional.empty();
    }
  }

  private static Optional<String> id(ServerRequest request, String parameter) {
    return request.path().pathParameters().first(parameter).filter(Ids::isValid);
  }
}
