package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.AuditLog;
import shop.crm.connectors.postgres.AuditTrail;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.PostgresProfiles;
import shop.crm.connectors.postgres.PostgresSegments;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Tenants;
import shop.crm.connectors.postgres.TestDatabase;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.tls.ServerTls;
import shop.crm.queries.feed.FakeChangeLog;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.feed.FeedSettings;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Listener;
import shop.crm.queries.http.NotAvailableException;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.TimedIds;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.topology.rules.RulesInForce;

/** A real server over fake state, and a client that compares whole answers. */
public final class TestServer implements AutoCloseable {

  /** Whose pages may ask. */
  static final String SITE = "https://shop.example";

  static final Instant NOW = Instant.parse("2026-03-01T12:00:01Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What no caller may see: statements, classes, and what the fakes keep for themselves. */
  private static final Pattern INTERNALS =
      Pattern.compile(
          "(?i)secret of the house|exception|\\bat [a-z]+\\.|\\b(java|io|org|com|shop)\\.[a-z]+\\."
              + "|jackson|postgres|jdbc|hikari|helidon|constraint|\\b(select|insert|update) ");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final Clock clock = new TestClock(now);

  /** The id of every request to recalculate, of 2026-03-01T12:00:00.5Z. */
  static final String RECALCULATION = TimedIds.at(1_772_366_400_500L);

  /** Such an id that no request has. */
  static final String RECALCULATION_OF_NOBODY = TimedIds.at(1_772_366_400_499L);

  final FakeLiveState state = new FakeLiveState();
  final List<String> recalculated = new ArrayList<>();
  final List<String> fitted = new ArrayList<>();
  boolean kafkaAway;
  volatile boolean postgresAway;
  final FakeChangeLog changes = new FakeChangeLog(3);
  final TestDatabase postgres = TestDatabase.free();
  final Profiles profiles;
  final Segments segments;
  final TestKeys keys;
  private final Database database;
  private AuditTrail audit;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final FeedSettings feed;
  private final Optional<ClusterSecret> secret;
  private final List<Authenticator> authenticators;
  private final Optional<ServerTls> tls;
  private long rateLimit;

  /** What customers are judged by: tests bring in other versions. */
  final RulesInForce rules = RulesInForce.untold(Shop.settings().rules());

  private CrmServer server;

  TestServer() {
    this(FeedSettings.standard());
  }

  /** A server whose feed has other bounds. */
  TestServer(FeedSettings feed) {
    this(feed, Optional.empty(), Optional.empty(), List.of());
  }

  /** A server of a cluster. */
  TestServer(ClusterSecret secret) {
    this(FeedSettings.standard(), Optional.of(secret), Optional.empty(), List.of());
  }

  /** A server of a cluster, with TLS on both ports. */
  TestServer(ClusterSecret secret, ServerTls tls) {
    this(FeedSettings.standard(), Optional.of(secret), Optional.of(tls), List.of());
  }

  /** A server that asks for credentials. */
  TestServer(Authenticator authenticator) {
    this(FeedSettings.standard(), Optional.empty(), Optional.empty(), List.of(authenticator));
  }

  /** A server of a cluster that asks for credentials. */
  TestServer(ClusterSecret secret, Authenticator authenticator) {
    this(FeedSettings.standard(), Optional.of(secret), Optional.empty(), List.of(authenticator));
  }

  private TestServer(
      FeedSettings feed,
      Optional<ClusterSecret> secret,
      Optional<ServerTls> tls,
      List<Authenticator> authenticators) {
    this.feed = feed;
    this.secret = secret;
    this.tls = tls;
    this.authenticators = authenticators;
    database = postgres.database();
    profiles = new PostgresProfiles(database, clock);
    segments = new PostgresSegments(database);
    keys = new TestKeys(database, clock);
    server = start();
  }

  /** A server whose connections to PostgreSQL go another way. */
  TestServer(Function<TestDatabase, Database> way) {
    feed = FeedSettings.standard();
    secret = Optional.empty();
    tls = Optional.empty();
    authenticators = List.of();
    database = way.apply(postgres);
    profiles = new PostgresProfiles(database, clock);
    segments = new PostgresSegments(database);
    keys = new TestKeys(database, clock);
    server = start();
  }

  private CrmServer start() {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    audit = new AuditTrail(database, metrics);
    return CrmServer.start(
        new ServerSettings(
            new Listener("127.0.0.1", 0, Set.of("crm.example.com"), tls),
            new Listener("127.0.0.1", 0, Set.of(), tls),
            secret,
            Set.of(SITE),
            "default",
            rateLimit,
            Shop.settings()),
        new Sources(
            state,
            switched(Profiles.class, profiles),
            switched(Segments.class, segments),
            new Feed(changes, feed, metrics),
            new Sources.Jobs(
                tenant -> {
                  wish(tenant, recalculated);
                  return RECALCULATION;
                },
                tenant -> wish(tenant, fitted)),
            () ->
                List.of(
                    new ConnectorStatus(
                        "rabbitmq-in",
                        ConnectorStatus.State.RECONNECTING,
                        7,
                        1,
                        Optional.of("connection refused"))),
            credentials(),
            new SwitchedLog(audit, switched(AuditLog.class, audit)),
            rules),
        metrics,
        clock);
  }

  /** The same, but from now on callers need a key. */
  TestServer askingForKeys() {
    keys.asked = true;
    restart();
    return this;
  }

  private Sources.Credentials credentials() {
    ApiKeys stored = switched(ApiKeys.class, keys.stored());
    Tenants tenants = switched(Tenants.class, keys.tenants());
    return authenticators.isEmpty()
        ? keys.credentials(stored, tenants)
        : keys.credentials(authenticators, stored, tenants);
  }

  /** The same, but from now on it takes so many requests of a tenant while its clock stands. */
  void limit(long requests) {
    rateLimit = requests;
    restart();
  }

  /** Limits are set for as many tenants as they may be. */
  void limitMost() {
    postgres.texts(
        "INSERT INTO tenant_limits (tenant_id, revision, updated_at, exports)"
            + " SELECT 'limited-' || i, 1, now(), 1 FROM generate_series(1, "
            + TenantLimits.MAX_TENANTS
            + ") AS i RETURNING tenant_id");
  }

  /** Another process over the same database. */
  void restart() {
    stop();
    server = start();
  }

  /** Lets time pass. */
  void later(Duration passed) {
    now.updateAndGet(instant -> instant.plus(passed));
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

  /** What is noted is noted whatever is broken; what is found is not. */
  private record SwitchedLog(AuditLog notes, AuditLog finds) implements AuditLog {
    @Override
    public void note(AuditLine line) {
      notes.note(line);
    }

    @Override
    public List<Entry> find(Query query) {
      return finds.find(query);
    }
  }

  private void wish(String tenant, List<String> wished) {
    if (state.ownership instanceof FakeLiveState.Ownership.Broken) {
      throw new IllegalStateException("secret of the house");
    }
    if (kafkaAway) {
      throw new NotAvailableException("Kafka did not take the request in time");
    }
    wished.add(tenant);
  }

  /** Writes what waits to be written to the audit log; nothing more is told to it. */
  void auditWritten() {
    audit.close();
  }

  List<Route> routes() {
    return server.routes();
  }

  int port() {
    return server.port();
  }

  int internalPort() {
    return server.internalPort();
  }

  /** Where a path is asked for: each on the listener that it belongs to. */
  private int port(String path) {
    return path.startsWith("/internal/") || path.startsWith("/metrics") ? internalPort() : port();
  }

  /** One answer: status, the named headers that it has, and the body. */
  record Reply(int status, Map<String, String> headers, String body) {

    JsonNode json() {
      return TestServer.json(body);
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "none");
    }

    /** Status and kind of a problem, which tells nothing of the inside. */
    String problem() {
      assertEquals(Problem.MEDIA_TYPE, header("content-type"), body);
      assertEquals(status, json().path("status").asInt(), body);
      assertFalse(INTERNALS.matcher(body).find(), body);
      return status + " " + json().path("type").asText().replace("urn:crm:problem:", "");
    }

    /** What a problem says of the body: pointer and message of each error. */
    List<String> errors() {
      List<String> errors = new ArrayList<>();
      json()
          .path("errors")
          .forEach(
              error ->
                  errors.add(
                      error.path("pointer").asText() + " " + error.path("message").asText()));
      return errors;
    }

    /** Of the tag of what was read, the version: whatever else the tag tells. */
    String versionTag() {
      return header("etag").replaceFirst("-.*\"$", "\"");
    }

    /** The ids on a page. */
    List<String> ids() {
      List<String> ids = new ArrayList<>();
      json().path("items").forEach(item -> ids.add(item.path("id").asText()));
      return ids;
    }

    /** The end of a path that asks for the next page; empty where there is none. */
    Optional<String> next() {
      return Optional.ofNullable(json().path("next_cursor").textValue());
    }
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  Reply get(String path, String... headers) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  /** Sends JSON. */
  Reply json(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", Json.MEDIA_TYPE));
    all.addAll(List.of(headers));
    return send(
        method, path, HttpRequest.BodyPublishers.ofString(body), all.toArray(String[]::new));
  }

  /** Creates a customer from its JSON. */
  Reply create(String customer, String... headers) {
    return json("POST", ApiPaths.CUSTOMERS, customer, headers);
  }

  Reply delete(String path, String... headers) {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  /** Sends a body, or none as a script does it that means it. */
  Reply post(String path, String body, String... headers) {
    if (body.isEmpty() && headers.length == 0) {
      return json("POST", path, body);
    }
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(path) + path))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Map<String, String> all = new TreeMap<>();
      answer.headers().map().forEach((name, values) -> all.put(name, values.getFirst()));
      Reply reply =
          new Reply(answer.statusCode(), all, new String(answer.body(), StandardCharsets.UTF_8));
      Described.check(method, path, reply);
      return reply;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path + " was not answered", e);
    }
  }

  /** Stops the server alone. */
  void stop() {
    server.close();
    audit.close();
  }

  @Override
  public void close() {
    stop();
    http.close();
    postgres.giveBack();
  }
}
