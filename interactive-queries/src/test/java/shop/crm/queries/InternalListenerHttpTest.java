package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.ClusterSecret.Call;
import shop.crm.schemas.model.access.Scope;

class InternalListenerHttpTest {

  private static final ClusterSecret SECRET = new ClusterSecret("0123456789abcdef0123456789abcdef");
  private static final ClusterSecret OTHER = new ClusterSecret("another secret of another cluster");
  private static final String TALLIES = "/internal/tallies?tenant=default";
  private static final String QUESTION =
      "{\"question\":\"customers-by-id/1\",\"tenant\":\"default\",\"ids\":[\"anna\"]}";
  private static final Clock NOW = Clock.fixed(TestServer.NOW, ZoneOffset.UTC);

  private static int send(
      int port, String method, String path, String body, Optional<String> signature)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    signature.ifPresent(it -> request.header(ClusterSecret.HEADER, it));
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private static Optional<String> signed(
      ClusterSecret secret, String method, String path, String body, Clock clock) {
    return Optional.of(
        secret.sign(new Call(method, path, "", ""), body.getBytes(StandardCharsets.UTF_8), clock));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/internal/tallies?tenant=a",
        "/internal/questions",
        "/internal/audit",
        "/internal"
      })
  void what_is_internal_is_not_on_the_public_port(String path) throws Exception {
    try (TestServer server = new TestServer()) {
      assertEquals(404, send(server.port(), "GET", path, "", Optional.empty()));
    }
  }

  @Test
  void health_and_status_are_on_both() throws Exception {
    try (TestServer server = new TestServer()) {
      List<Integer> answers = new ArrayList<>();
      for (int port : List.of(server.port(), server.internalPort())) {
        for (String path : List.of("/health/live", "/health/ready", "/status")) {
          answers.add(send(port, "GET", path, "", Optional.empty()));
        }
      }

      assertEquals(List.of(200, 200, 200, 200, 200, 200), answers);
    }
  }

  @Test
  void with_a_secret_nobody_asks_who_does_not_know_it() throws Exception {
    try (TestServer server = new TestServer(SECRET)) {
      int port = server.internalPort();
      Clock late = Clock.offset(NOW, Duration.ofSeconds(-61));
      String path = "/internal/questions";

      assertEquals(401, send(port, "GET", TALLIES, "", Optional.empty()));
      assertEquals(401, send(port, "GET", TALLIES, "", Optional.of("1.2.3")));
      assertEquals(401, send(port, "GET", TALLIES, "", signed(OTHER, "GET", TALLIES, "", NOW)));
      assertEquals(401, send(port, "GET", TALLIES, "", signed(SECRET, "GET", TALLIES, "", late)));
      assertEquals(
          401, send(port, "GET", TALLIES + "2", "", signed(SECRET, "GET", TALLIES, "", NOW)));
      assertEquals(401, send(port, "POST", TALLIES, "", signed(SECRET, "GET", TALLIES, "", NOW)));
      assertEquals(
          401,
          send(port, "POST", path, QUESTION, signed(SECRET, "POST", path, QUESTION + " ", NOW)));
      assertEquals(401, send(port, "GET", "/api/v1/segments", "", Optional.empty()));
      assertEquals(
          200, send(port, "POST", path, QUESTION, signed(SECRET, "POST", path, QUESTION, NOW)));
      assertEquals(200, send(port, "GET", TALLIES, "", signed(SECRET, "GET", TALLIES, "", NOW)));
      for (String open : List.of("/health/live", "/health/ready", "/status", "/metrics")) {
        assertEquals(200, send(port, "GET", open, "", Optional.empty()), open);
      }
    }
  }

  @Test
  void an_audit_is_an_operator_s_too_and_nothing_else_is() throws Exception {
    String operator = TestCredentials.ofPlatform(Set.of(Scope.ADMIN));
    try (TestServer server = new TestServer(SECRET, new TestCredentials())) {
      assertEquals(200, audit(server, operator));
      assertEquals(401, audit(server, "Bearer acme~revoked"));
      assertEquals(401, audit(server, "Basic YTpi"));
      assertEquals(403, audit(server, TestCredentials.ofPlatform(Set.of(Scope.OPERATIONS_READ))));
      assertEquals(403, audit(server, TestCredentials.of("acme", TestCredentials.ALL)));
      assertEquals(
          401, server.post("/internal/questions", QUESTION, "Authorization", operator).status());
      assertEquals(401, server.get(TALLIES, "Authorization", operator).status());
    }
    try (TestServer server = new TestServer(SECRET)) {
      assertEquals(403, audit(server, operator));
    }
  }

  private static int audit(TestServer server, String authorization) {
    return server.post("/internal/audit", "", "Authorization", authorization).status();
  }

  @Test
  void instances_of_a_cluster_pass_reads_on_to_each_other() {
    try (TestServer owner = new TestServer(SECRET);
        TestServer other = new TestServer(SECRET);
        TestServer stranger = new TestServer(OTHER)) {
      owner.state.customers.put(Shop.ANNA, Shop.anna());
      for (TestServer asked : List.of(other, stranger)) {
        asked.state.ownership =
            new FakeLiveState.Ownership.Theirs(
                new HostInfo("127.0.0.1", owner.internalPort()), false);
      }

      assertEquals(200, other.get("/api/v1/customers/anna").status());
      assertTrue(stranger.get("/api/v1/customers/anna").status() >= 400);
    }
  }
}
