package shop.crm.queries;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A service that can list its routes, and that refuses other methods on their paths. */
interface Resource extends HttpService {

  /** Every call that it answers. */
  List<Route> routes();

  @Override
  default void routing(HttpRules rules) {
    routes().forEach(route -> rules.route(route.method(), route.path(), route.handler()));
    Map<String, String> allowed =
        routes().stream()
            .collect(
                Collectors.toMap(
                    Route::path,
                    route -> route.method().text(),
                    (one, other) -> one + ", " + other,
                    TreeMap::new));
    allowed.forEach(
        (path, methods) ->
            rules.any(
                path,
                (request, response) -> {
                  throw new ProblemException(Problem.methodNotAllowed(methods));
                }));
  }
}
