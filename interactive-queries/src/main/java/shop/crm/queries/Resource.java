package shop.crm.queries;

import io.helidon.webserver.http.HttpRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A service that can list its routes. */
interface Resource {

  /** Every call that it answers. */
  List<Route> routes();

  /** Registers all routes; other methods on their paths are refused. */
  static void register(HttpRules rules, List<Route> routes) {
    routes.forEach(route -> rules.route(route.method(), route.path(), route.handler()));
    Map<String, String> allowed =
        routes.stream()
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
