package shop.crm.queries.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service that can list its routes. */
public interface Resource {

  /** Every call that it answers. */
  List<Route> routes();

  /**
   * Registers all routes. What answers GET answers HEAD, too: the connection leaves the content
   * away. OPTIONS tells what a path answers, and other methods are refused.
   */
  static void register(HttpRules rules, List<Route> routes) {
    Map<Boolean, List<Route>> byForm =
        routes.stream().collect(Collectors.partitioningBy(Resource::isCallOfOne));
    // The path of one thing would match what is called of it, too: {id} is also ID:CALL.
    registerAll(rules, byForm.get(true));
    registerAll(rules, byForm.get(false));
  }

  private static boolean isCallOfOne(Route route) {
    return route.path().contains("}:");
  }

  private static void registerAll(HttpRules rules, List<Route> routes) {
    routes.forEach(route -> rules.route(route.method(), route.path(), route.handler()));
    routes.stream()
        .filter(Route::isRead)
        .forEach(route -> rules.route(Method.HEAD, route.path(), route.handler()));
    methods(routes).forEach((path, methods) -> register(rules, path, String.join(", ", methods)));
  }

  private static void register(HttpRules rules, String path, String methods) {
    rules.route(
        Method.OPTIONS,
        path,
        (request, response) ->
            response.header(HeaderNames.ALLOW, methods).status(Status.NO_CONTENT_204).send());
    rules.any(
        path,
        (request, response) -> {
          throw new ProblemException(Problem.methodNotAllowed(methods));
        });
  }

  /** What each path answers. */
  static Map<String, Set<String>> methods(List<Route> routes) {
    return routes.stream()
        .collect(
            Collectors.groupingBy(
                Route::path,
                TreeMap::new,
                Collectors.flatMapping(Resource::answered, Collectors.toCollection(TreeSet::new))));
  }

  private static Stream<String> answered(Route route) {
    Stream<Method> besides =
        route.isRead() ? Stream.of(Method.HEAD, Method.OPTIONS) : Stream.of(Method.OPTIONS);
    return Stream.concat(Stream.of(route.method()), besides).map(Method::text);
  }

  /**
   * Answers HEAD of what is long, without reading all of it only to leave it away.
   *
   * @return whether it did
   */
  static boolean answersHead(ServerRequest request, ServerResponse response) {
    boolean head = request.prologue().method() == Method.HEAD;
    if (head) {
      response.header(HeaderValues.TRANSFER_ENCODING_CHUNKED).send();
    }
    return head;
  }
}
