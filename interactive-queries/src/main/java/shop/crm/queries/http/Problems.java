package shop.crm.queries.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ErrorText;
import shop.crm.connectors.postgres.AlreadyThere;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.KeyReused;
import shop.crm.connectors.postgres.TooManyCustomers;
import shop.crm.connectors.postgres.TooManySegments;

/** The one table from what goes wrong to what the caller is told. */
public final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private Problems() {}

  /** What the caller is told; what is nobody's request's fault is logged. */
  static Problem of(Throwable thrown) {
    return switch (thrown) {
      case ProblemException expected -> expected.problem();
      case NotAvailableException away -> {
        LOG.warn("{}", away.getMessage(), away.getCause());
        yield Problem.unavailable(away.getMessage(), RETRY_AFTER);
      }
      case DatabaseAway away -> {
        LOG.warn("{}", ErrorText.of(away));
        yield Problem.unavailable("Profiles cannot be reached now", RETRY_AFTER);
      }
      case AlreadyThere there -> Problem.alreadyThere(there.what());
      case TooManySegments full -> tooManySegments(full.limit());
      case TooManyCustomers full -> tooManyCustomers(full.limit());
      case KeyReused _ -> Problem.reusedKey();
      case RequestException refused -> ofStatus(refused.status(), refused);
      case HttpException refused -> ofStatus(refused.status(), refused);
      default -> internal(thrown);
    };
  }

  private static Problem tooManySegments(long limit) {
    return Problem.of(
        409,
        "too-many-segments",
        "Too many segments",
        "The tenant may define " + limit + " segments, with 1 MiB of conditions together");
  }

  private static Problem tooManyCustomers(long limit) {
    return Problem.of(
        409, "too-many-customers", "Too many customers", "The tenant may have " + limit);
  }

  private static Problem ofStatus(Status status, Throwable thrown) {
    return switch (status.code()) {
      case 400 -> Problem.malformed("It is not a request that can be read");
      case 404 -> Problem.unknownPath();
      case 413 -> Problem.tooLarge();
      case 415 -> Problem.unsupportedMediaType(Set.of(Json.MEDIA_TYPE));
      case 500 -> internal(thrown);
      case 503 -> Problem.unavailable("Too many requests at once", RETRY_AFTER);
      default -> Problem.other(status.code(), status.reasonPhrase());
    };
  }

  private static Problem internal(Throwable thrown) {
    String incident = UUID.randomUUID().toString();
    LOG.error("Incident {}", incident, thrown);
    return Problem.internal(incident);
  }

  /** Ends a request that a resource did not answer. */
  public static void answer(ServerRequest request, ServerResponse response, Throwable thrown) {
    send(response, of(thrown));
  }

  /** Sends a problem; what was already told of the answer that did not come is taken back. */
  static void send(ServerResponse response, Problem problem) {
    response.headers().clear();
    response.status(Status.create(problem.status()));
    response.header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    problem.headers().forEach((name, value) -> response.header(name, value));
    response.send(problem.toJson());
  }

  /** Ends requests that never reach a resource: what the server itself refuses. */
  public static DirectHandlers direct() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new Direct());
    }
    return handlers.build();
  }

  private static final class Direct implements DirectHandler {

    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType type,
        Status status,
        ServerResponseHeaders headers,
        Throwable thrown,
        System.Logger logger) {
      Throwable told =
          thrown instanceof RequestException && thrown.getCause() != null && status.code() == 500
              ? thrown.getCause()
              : thrown;
      return response(of(told), headers);
    }

    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType type,
        Status status,
        ServerResponseHeaders headers,
        String message) {
      return response(ofStatus(status, new IllegalStateException(message)), headers);
    }

    private static TransportResponse response(Problem problem, ServerResponseHeaders headers) {
      TransportResponse.Builder response =
          TransportResponse.builder()
              .status(Status.create(problem.status()))
              .headers(headers)
              .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
              .header(RequestTrace.NO_STORE)
              .header(RequestTrace.NO_SNIFFING)
              .keepAlive(false);
      problem.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
      return response.entity(problem.toJson()).build();
    }
  }
}
