package shop.crm.queries;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The landing page and the description of the API: files that never change while it runs. */
final class PagesService implements Resource {

  private final byte[] landing = resource("index.html");
  private final byte[] openapi = resource("openapi.json");

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/", file("text/html; charset=utf-8", landing)),
        Route.get("/openapi.json", file("application/json", openapi)));
  }

  private static Handler file(String mediaType, byte[] bytes) {
    return (request, response) ->
        response
            .header(HeaderNames.CONTENT_TYPE, mediaType)
            .header(HeaderNames.CACHE_CONTROL, "no-cache")
            .send(bytes);
  }

  static byte[] resource(String name) {
    try (InputStream in = PagesService.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the build: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
