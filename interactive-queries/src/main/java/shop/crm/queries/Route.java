package shop.crm.queries;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One call that the server answers.
 *
 * @param method its method
 * @param path its path, with parameters in braces
 * @param handler what answers it
 * @param live whether it answers from live state, and may be asked to wait for it
 * @param large whether its answer may take much memory: only some of them are made at once
 * @param parameters what its query may hold, each once
 * @param types of what it sends; none where that is nothing
 */
record Route(
    Method method,
    String path,
    Handler handler,
    boolean live,
    boolean large,
    Set<String> parameters,
    Set<String> types) {

  private Route(Method method, String path, Handler handler) {
    this(method, path, handler, false, false, Set.of(), Set.of(Bodies.JSON));
  }

  static Route get(String path, Handler handler) {
    return new Route(Method.GET, path, handler);
  }

  /** A GET that answers from live state: it takes {@link MinAsOf#PARAMETER}. */
  static Route live(String path, Handler handler) {
    return get(path, handler).asLive().taking(MinAsOf.PARAMETER);
  }

  /** Whether it changes nothing. */
  boolean isRead() {
    return method == Method.GET;
  }

  /** The same call, answered by another handler. */
  Route answeredBy(Handler other) {
    return new Route(method, path, other, live, large, parameters, types);
  }

  /** The same call; its answer may take much memory. */
  Route withLargeAnswer() {
    return new Route(method, path, handler, live, true, parameters, types);
  }

  /** The same call; its query may hold these parameters, too. */
  Route taking(String... more) {
    return taking(List.of(more));
  }

  /** The same call; its query may hold these parameters, too. */
  Route taking(Collection<String> more) {
    Set<String> all = new TreeSet<>(parameters);
    all.addAll(more);
    return new Route(method, path, handler, live, large, Set.copyOf(all), types);
  }

  /** The same call; it sends something else than JSON. */
  Route sending(String... other) {
    return new Route(method, path, handler, live, large, parameters, Set.of(other));
  }

  private Route asLive() {
    return new Route(method, path, handler, true, large, parameters, types);
  }

  /** The same call for a part of a list. */
  Route paged() {
    return taking("limit", "cursor");
  }

  static Route put(String path, Handler handler) {
    return new Route(Method.PUT, path, handler);
  }

  static Route patch(String path, Handler handler) {
    return new Route(Method.PATCH, path, handler);
  }

  static Route delete(String path, Handler handler) {
    return new Route(Method.DELETE, path, handler).sending();
  }

  static Route post(String path, Handler handler) {
    return new Route(Method.POST, path, handler);
  }
}
