package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.queries.http.Json;

/** What stands in front of services, as Debian installs it and with its own defaults. */
class ProxiesHttpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String EXPORT = "/api/v1/customers:export";

  @TempDir private Path dir;
  private final HttpClient http = HttpClient.newHttpClient();
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    String lines =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "{\"id\":\"c-%d\",\"first_name\":\"Name %d\"}\n".formatted(i, i))
            .reduce("", String::concat);
    assertEquals(
        200,
        server
            .post("/api/v1/customers:import", lines, "Content-Type", "application/x-ndjson")
            .status());
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  /** Where a program is, or the test is passed over and says so. */
  private static String installed(String program) {
    List<Path> found =
        Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
            .map(dir -> Path.of(dir, program))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(!found.isEmpty(), program + " is not installed (a package of Debian)");
    return found.getFirst().toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process run(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("log").toFile())
        .start();
  }

  /** Asks until somebody listens there. */
  private HttpResponse<String> get(int port, String path) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return send("GET", port, path, "");
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw new AssertionError(Files.readString(dir.resolve("log")), e);
        }
      }
    }
  }

  private HttpResponse<String> send(String method, int port, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", Json.MEDIA_TYPE)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Whatever is asked, it is as if nobody stood between. */
  private void assertAnswersAsDirectly(int port) throws Exception {
    for (String path :
        List.of(
            "/health/live",
            "/health/ready",
            "/openapi.json",
            "/api/v1/customers/anna",
            "/api/v1/customers/nobody",
            "/api/v1/customers?limit=500",
            EXPORT)) {
      HttpResponse<String> through = get(port, path);

      assertEquals(server.get(path).status(), through.statusCode(), path);
      assertEquals(server.get(path).body(), through.body(), path);
    }
    assertEquals(200, send("HEAD", port, "/api/v1/customers/anna", "").statusCode());
    assertEquals(204, send("OPTIONS", port, "/", "").statusCode());
    assertEquals(201, send("POST", port, "/api/v1/customers", "{\"id\":\"new\"}").statusCode());
    assertEquals(204, send("DELETE", port, "/api/v1/customers/new", "").statusCode());
  }

  @Test
  void nginx_with_a_bare_proxy_pass() throws Exception {
    String nginx = installed("nginx");
    int port = freePort();
    Path config =
        Files.writeString(
            dir.resolve("nginx.conf"),
            """
            user root;
            daemon off;
            pid nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d;
                location / {
                  proxy_pass http://127.0.0.1:%d;
                }
              }
            }
            """
                .formatted(port, server.port()));
    Process running = run(nginx, "-p", dir + "/", "-c", config.toString());
    try {
      assertAnswersAsDirectly(port);
    } finally {
      running.destroy();
      running.waitFor();
    }
  }

  @Test
  void haproxy_with_its_own_check_of_health() throws Exception {
    String haproxy = installed("haproxy");
    int port = freePort();
    Path config =
        Files.writeString(
            dir.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout connect 5s
              timeout client 30s
              timeout server 30s
            frontend public
              bind 127.0.0.1:%d
              stats enable
              stats uri /of-haproxy
              default_backend crm
            backend crm
              option httpchk
              server one 127.0.0.1:%d check inter 100ms
            """
                .formatted(port, server.port()));
    Process running = run(haproxy, "-db", "-f", config.toString());
    try {
      String checked = get(port, "/of-haproxy;csv").body();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!checked.contains("L7OK") && System.nanoTime() < end) {
        checked = get(port, "/of-haproxy;csv").body();
      }

      assertTrue(checked.contains("L7OK"), checked);
      assertAnswersAsDirectly(port);
    } finally {
      running.destroy();
      running.waitFor();
    }
  }
}
