package shop.crm.queries.audit;

import io.helidon.webserver.http.ServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shop.crm.connectors.postgres.AuditLog;
import shop.crm.connectors.postgres.AuditLog.Filter;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.schemas.model.Rfc3339;

/** Which lines a request asks for. */
final class AuditFilter {

  static final List<String> PARAMETERS = List.of("customer", "actor", "route", "from", "to");

  private static final Pattern ACTOR = Pattern.compile("[\\x20-\\x7E]{1,256}");
  private static final Pattern ROUTE =
      Pattern.compile("(?:([A-Z]{3,7}) )?(/[A-Za-z0-9/{}_:.-]{0,199})");

  private AuditFilter() {}

  static Filter of(ServerRequest request) {
    Optional<Instant> from = time(request, "from");
    Optional<Instant> to = time(request, "to");
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      throw malformed("from is after to");
    }
    return new Filter(
        Requests.query(request, "customer").map(id -> Requests.id("customer", id)),
        Requests.query(request, "actor").map(AuditFilter::actor),
        Requests.query(request, "route").map(AuditFilter::route),
        from,
        to);
  }

  private static String actor(String text) {
    if (!ACTOR.matcher(text).matches()) {
      throw malformed("actor is not 1 to 256 printable characters of ASCII");
    }
    return text;
  }

  private static AuditLog.Route route(String text) {
    Matcher route = ROUTE.matcher(text);
    if (!route.matches()) {
      throw malformed(
          "route is not a path as /openapi.json has it, with or without a method in front");
    }
    return new AuditLog.Route(Optional.ofNullable(route.group(1)), route.group(2));
  }

  private static Optional<Instant> time(ServerRequest request, String name) {
    return Requests.query(request, name)
        .map(
            text -> {
              try {
                return Rfc3339.parse(text);
              } catch (DateTimeException e) {
                throw malformed(name + " is not a time of RFC 3339");
              }
            });
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
