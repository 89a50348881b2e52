package shop.crm.queries.http.filter;

import io.helidon.common.uri.UriQuery;
import java.util.List;
import java.util.TreeSet;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Route;
import shop.crm.schemas.Misspelling;

/**
 * Refuses parameters that a route does not know, for what is passed over in silence is taken for
 * granted; and one that stands there twice, because two readers would take it for two things.
 */
public final class QueryParameters {

  private QueryParameters() {}

  /** The same route; it looks at the parameters of its query first. */
  public static Route checked(Route route) {
    List<String> known = List.copyOf(new TreeSet<>(route.parameters()));
    return route.answeredBy(
        (request, response) -> {
          UriQuery query = request.query();
          if (!query.isEmpty()) {
            check(query, known);
          }
          route.handler().handle(request, response);
        });
  }

  private static void check(UriQuery query, List<String> known) {
    for (String name : query.names()) {
      // What stands behind a trailing & has no name.
      if (!name.isEmpty() && !known.contains(name)) {
        throw new ProblemException(Problem.malformed(unknown(name, known)));
      }
    }
    for (String name : known) {
      if (query.all(name, List::of).size() > 1) {
        throw new ProblemException(Problem.malformed(name + " is given more than once"));
      }
    }
  }

  /** Names only what is known: what a caller sends is not repeated. */
  private static String unknown(String name, List<String> known) {
    if (known.isEmpty()) {
      return "A parameter of the query is not known: this path takes none";
    }
    return Misspelling.nearest(name, known)
            .map(one -> "A parameter of the query is not known: did you mean " + one + "?")
            .orElse("A parameter of the query is not known.")
        + " Known are "
        + String.join(", ", known);
  }
}
