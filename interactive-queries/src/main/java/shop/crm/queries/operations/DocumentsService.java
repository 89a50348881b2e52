package shop.crm.queries.operations;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.schemas.Documents;

/**
 * What describes the service to those who write clients: the AsyncAPI document, the JSON Schemas
 * that it refers to, and the OpenAPI document as a page. All that the page needs comes from here,
 * scripts and styles as files, so that it works without the internet and under a strict policy.
 */
public final class DocumentsService implements Resource {

  private static final Header SCHEMA =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/schema+json");
  private static final Header NO_CACHE = HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-cache");

  /** Files of the page that are the renderer's own, and those that are ours. */
  private static final Map<String, String> RENDERER =
      Map.of("swagger-ui-bundle.js", PagesService.SCRIPT, "swagger-ui.css", PagesService.STYLE);

  private static final Map<String, String> OURS = Map.of("docs.js", PagesService.SCRIPT);

  private final byte[] asyncApi = Documents.asyncApi();
  private final byte[] page = PagesService.resource("docs.html");

  @Override
  public List<Route> routes() {
    return List.of(
        Route.open(Method.GET, "/asyncapi.json", this::asyncApi),
        Route.open(Method.GET, "/schemas/{file}", DocumentsService::schema)
            .sending("application/schema+json"),
        Route.open(Method.GET, "/docs", this::page).sending("text/html"),
        Route.open(Method.GET, "/docs/{file}", DocumentsService::part)
            .sending("text/javascript", "text/css"));
  }

  private void asyncApi(ServerRequest request, ServerResponse response) {
    response.header(Json.TYPE).header(NO_CACHE).send(asyncApi);
  }

  private static void schema(ServerRequest request, ServerResponse response) {
    String name = file(request);
    if (!Documents.SCHEMAS.contains(name)) {
      throw new ProblemException(Problem.unknownPath());
    }
    response.header(SCHEMA).header(NO_CACHE).send(Documents.schema(name));
  }

  private void page(ServerRequest request, ServerResponse response) {
    response
        .header(HeaderNames.CONTENT_TYPE, PagesService.HTML)
        .header(NO_CACHE)
        .header(PagesService.POLICY)
        .header(PagesService.NO_REFERRER)
        .send(page);
  }

  private static void part(ServerRequest request, ServerResponse response) {
    String name = file(request);
    if (OURS.containsKey(name)) {
      send(response, OURS.get(name), PagesService.resource(name));
    } else if (RENDERER.containsKey(name)) {
      send(response, RENDERER.get(name), WebJar.file(name));
    } else {
      throw new ProblemException(Problem.unknownPath());
    }
  }

  private static void send(ServerResponse response, String mediaType, byte[] bytes) {
    response
        .header(HeaderNames.CONTENT_TYPE, mediaType)
        .header(HeaderNames.CACHE_CONTROL, "public, max-age=3600")
        .send(bytes);
  }

  private static String file(ServerRequest request) {
    return request.path().pathParameters().get("file");
  }

  /** Swagger UI as a library: its files lie in a folder that is named after its version. */
  private static final class WebJar {

    private static final String POM = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String FILES = "/META-INF/resources/webjars/swagger-ui/";
    private static final String VERSION = version();

    /** Kept: thousands who ask and do not read would have a copy each. */
    private static final Map<String, byte[]> KEPT = new ConcurrentHashMap<>();

    private static String version() {
      try (InputStream in = open(POM)) {
        Properties pom = new Properties();
        pom.load(in);
        return pom.getProperty("version");
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + POM, e);
      }
    }

    /** One of the files that there are. */
    static byte[] file(String name) {
      return KEPT.computeIfAbsent(name, WebJar::read);
    }

    private static byte[] read(String name) {
      try (InputStream in = open(FILES + VERSION + "/" + name)) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + name, e);
      }
    }

    private static InputStream open(String path) {
      InputStream in = DocumentsService.class.getResourceAsStream(path);
      if (in == null) {
        throw new IllegalStateException("missing from the build: " + path);
      }
      return in;
    }
  }
}
