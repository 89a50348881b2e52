package shop.crm.queries;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;

/**
 * One call that the server answers.
 *
 * @param method its method
 * @param path its path, with parameters in braces
 * @param handler what answers it
 */
record Route(Method method, String path, Handler handler) {

  static Route get(String path, Handler handler) {
    return new Route(Method.GET, path, handler);
  }

  static Route put(String path, Handler handler) {
    return new Route(Method.PUT, path, handler);
  }

  static Route patch(String path, Handler handler) {
    return new Route(Method.PATCH, path, handler);
  }

  static Route delete(String path, Handler handler) {
    return new Route(Method.DELETE, path, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route(Method.POST, path, handler);
  }
}
