package shop.crm.queries.operations;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import shop.crm.queries.http.EntityTags;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;

/**
 * The landing page with its scripts and styles, and the description of the API: files that never
 * change while it runs. The page tells nothing by itself: what it shows it asks for, as whoever has
 * signed in.
 */
public final class PagesService implements Resource {

  static final String HTML = "text/html; charset=utf-8";
  static final String SCRIPT = "text/javascript; charset=utf-8";
  static final String STYLE = "text/css; charset=utf-8";

  /**
   * Everything from here and nothing inline, in nobody's frame, and no form goes anywhere: what
   * somebody could put into a page does not run, and what runs could not send a key elsewhere.
   * Images may stand in styles.
   */
  static final Header POLICY =
      HeaderValues.createCached(
          HeaderNames.create("Content-Security-Policy"),
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");

  static final Header NO_REFERRER =
      HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer");

  private final Handler landing = file(HTML, resource("index.html"));
  private final Handler openapi = file("application/json", resource("openapi.json"));
  private final Map<String, Handler> parts =
      Map.of(
          "page.js", file(SCRIPT, resource("page/page.js")),
          "session.js", file(SCRIPT, resource("page/session.js")),
          "feed.js", file(SCRIPT, resource("page/feed.js")),
          "page.css", file(STYLE, resource("page/page.css")));

  @Override
  public List<Route> routes() {
    return List.of(
        Route.open(Method.GET, "/", this::landing).sending("text/html"),
        Route.open(Method.GET, "/page/{file}", this::part).sending("text/javascript", "text/css"),
        Route.open(Method.GET, "/openapi.json", openapi));
  }

  private void landing(ServerRequest request, ServerResponse response) throws Exception {
    response.header(POLICY).header(NO_REFERRER);
    landing.handle(request, response);
  }

  private void part(ServerRequest request, ServerResponse response) throws Exception {
    Handler part = parts.get(request.path().pathParameters().get("file"));
    if (part == null) {
      throw new ProblemException(Problem.unknownPath());
    }
    part.handle(request, response);
  }

  private static Handler file(String mediaType, byte[] bytes) {
    String tag = EntityTags.of(bytes);
    return (request, response) -> {
      response
          .header(HeaderNames.CONTENT_TYPE, mediaType)
          .header(HeaderNames.CACHE_CONTROL, "no-cache");
      EntityTags.send(request, response, tag, bytes);
    };
  }

  /** A file that is part of the service. */
  public static byte[] resource(String name) {
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
