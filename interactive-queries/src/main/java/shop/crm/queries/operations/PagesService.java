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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.crm.queries.http.EntityTags;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;

/** The landing page and the description of the API: files that never change while it runs. */
public final class PagesService implements Resource {

  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Header NO_REFERRER =
      HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer");

  private final byte[] landing = resource("index.html");
  private final Header policy =
      HeaderValues.create(HeaderNames.create("Content-Security-Policy"), policy(landing));
  private final Handler page = file("text/html; charset=utf-8", landing);
  private final byte[] openapi = resource("openapi.json");

  @Override
  public List<Route> routes() {
    return List.of(
        Route.open(Method.GET, "/", this::landing).sending("text/html"),
        Route.open(Method.GET, "/openapi.json", file("application/json", openapi)));
  }

  private void landing(ServerRequest request, ServerResponse response) throws Exception {
    response.header(policy).header(NO_REFERRER);
    page.handle(request, response);
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

  /** The page runs its own script and asks its own service, and nothing else, in nobody's frame. */
  private static String policy(byte[] page) {
    String text = new String(page, StandardCharsets.UTF_8);
    return "default-src 'none'; script-src "
        + hash(text, SCRIPT)
        + "; style-src "
        + hash(text, STYLE)
        + "; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
        + " frame-ancestors 'none'";
  }

  private static String hash(String page, Pattern element) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return element
          .matcher(page)
          .results()
          .map(one -> digest.digest(one.group(1).getBytes(StandardCharsets.UTF_8)))
          .map(hash -> "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
          .collect(Collectors.joining(" "));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
