package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.TestTls;

/** Instances with TLS on both ports. */
class TlsHttpTest {

  private static final ClusterSecret SECRET = new ClusterSecret("0123456789abcdef0123456789abcdef");
  private static final String ANNA = "/api/v1/customers/anna";

  private final TestAuthority authority = new TestAuthority("authority");
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir private Path dir;
  private TestTls files;
  private TestServer owner;
  private TestServer other;

  @BeforeEach
  void start() throws Exception {
    owner = start("owner", authority.issue("localhost"), authority);
    other = start("other", authority.issue("localhost"), authority);
    owner.state.customers.put(Shop.ANNA, Shop.anna());
    owns("localhost");
  }

  private TestServer start(String name, Issued issued, TestAuthority trusted) throws Exception {
    files = new TestTls(Files.createDirectories(dir.resolve(name)), issued, trusted);
    open.add(files);
    TestServer server = new TestServer(SECRET, files.tls);
    open.add(server);
    return server;
  }

  private void owns(String host) {
    other.state.ownership =
        new FakeLiveState.Ownership.Theirs(new HostInfo(host, owner.internalPort()), false);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private static HttpResponse<String> get(TestAuthority trusted, int port, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusted.client()).build()) {
      URI uri = URI.create("https://localhost:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void both_ports_have_tls() throws Exception {
    HttpResponse<String> anna = get(authority, owner.port(), ANNA);
    HttpResponse<String> metrics = get(authority, owner.internalPort(), "/metrics");

    assertEquals(
        List.of(200, HttpClient.Version.HTTP_2), List.of(anna.statusCode(), anna.version()));
    assertEquals(200, metrics.statusCode());
    TestAuthority stranger = new TestAuthority("stranger");
    assertThrows(SSLHandshakeException.class, () -> get(stranger, owner.port(), ANNA));
  }

  @Test
  void browsers_are_told_to_stay_with_tls_whatever_the_answer_is() throws Exception {
    for (String path : List.of("/", ANNA, "/api/v1/customers?nope=1", "/made/up")) {
      assertEquals(
          Optional.of("max-age=31536000"),
          get(authority, owner.port(), path).headers().firstValue("strict-transport-security"),
          path);
    }
    TestServer open = new TestServer();
    try (open) {
      assertEquals("none", open.get("/").header("strict-transport-security"));
    }
  }

  @Test
  void the_status_tells_of_a_certificate_that_could_not_be_read_anew() throws Exception {
    String before = get(authority, other.port(), "/status").body();
    files.writeCertificate(authority.issue("localhost"));
    files.tls.look();
    String after = get(authority, other.port(), "/status").body();

    assertEquals(0, TestServer.json(before).path("warnings").size(), before);
    assertEquals(
        files.tls.warnings(),
        List.of(TestServer.json(after).path("warnings").path(0).asText()),
        after);
  }

  @Test
  void an_instance_asks_another_by_tls() throws Exception {
    assertEquals(
        get(authority, owner.port(), ANNA).body(), get(authority, other.port(), ANNA).body());
  }

  @Test
  void an_instance_is_asked_by_the_name_that_its_certificate_has() throws Exception {
    owns("127.0.0.1");

    assertEquals(503, get(authority, other.port(), ANNA).statusCode());
  }

  @Test
  void an_instance_does_not_ask_whom_nobody_answers_for() throws Exception {
    TestAuthority stranger = new TestAuthority("stranger");
    owner = start("foreign", stranger.issue("localhost"), stranger);
    owner.state.customers.put(Shop.ANNA, Shop.anna());
    owns("localhost");

    assertEquals(200, get(stranger, owner.port(), ANNA).statusCode());
    assertEquals(503, get(authority, other.port(), ANNA).statusCode());
  }
}
