package shop.crm.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.PostgresProfiles;
import shop.crm.connectors.postgres.PostgresSegments;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.TestDatabase;

/** A real server over fake state, and a client that compares whole answers. */
final class TestServer implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:01Z");

  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  final FakeLiveState state = new FakeLiveState();
  final List<String> recalculated = new ArrayList<>();
  boolean kafkaAway;
  boolean postgresAway;
  final TestDatabase postgres = new TestDatabase();
  final Profiles profiles = new PostgresProfiles(postgres.database(), CLOCK);
  final Segments segments = new PostgresSegments(postgres.database());
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CrmServer server;

  TestServer() {
    server =
        CrmServer.start(
            new ServerSettings("127.0.0.1", 0, "default", Shop.settings()),
            state,
            switched(Profiles.class, profiles),
            switched(Segments.class, segments),
            this::recalculate,
            () ->
                List.of(
                    new ConnectorStatus(
                        "rabbitmq-in",
                        ConnectorStatus.State.RECONNECTING,
                        7,
                        1,
                        Optional.of("connection refused"))),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            CLOCK);
  }

  /** What PostgreSQL has, until it is away. */
  private <T> T switched(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (state.ownership instanceof FakeLiveState.Ownership.Broken) {
                throw new IllegalStateException("secret of the house");
              }
              if (postgresAway) {
                throw new DatabaseAway(new SQLException("secret of the house"));
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private void recalculate(String tenant) {
    if (state.ownership instanceof FakeLiveState.Ownership.Broken) {
      throw new IllegalStateException("secret of the house");
    }
    if (kafkaAway) {
      throw new NotAvailableException("Kafka did not take the request in time");
    }
    recalculated.add(tenant);
  }

  List<Route> routes() {
    return server.routes();
  }

  int port() {
    return server.port();
  }

  /** One answer: status, the named headers that it has, and the body. */
  record Reply(int status, Map<String, String> headers, String body) {

    JsonNode json() {
      return TestServer.json(body);
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "none");
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  Reply get(String path, String... headers) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  Reply post(String path, String body, String... headers) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Map<String, String> all = new TreeMap<>();
      answer.headers().map().forEach((name, values) -> all.put(name, values.getFirst()));
      return new Reply(answer.statusCode(), all, new String(answer.body(), StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path + " was not answered", e);
    }
  }

  @Override
  public void close() {
    server.close();
    http.close();
    postgres.close();
  }
}
