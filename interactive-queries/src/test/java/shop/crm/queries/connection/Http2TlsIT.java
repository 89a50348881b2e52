package shop.crm.queries.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A listener with TLS, and a client that nobody here wrote. */
class Http2TlsIT {

  private static final String PASSWORD = "changeit";

  @TempDir private Path dir;

  private SSLContext tls() throws Exception {
    Path store = dir.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String command =
        keytool
            + " -genkeypair -alias it -keyalg EC -dname CN=localhost -ext san=dns:localhost"
            + " -storetype PKCS12 -storepass "
            + PASSWORD
            + " -keystore";
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add(store.toString());
    Process making = new ProcessBuilder(words).inheritIO().start();
    assertEquals(0, making.waitFor());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static HttpResponse<String> get(Version version, SSLContext tls, int port)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(version).sslContext(tls).build()) {
      URI uri = URI.create("https://localhost:" + port + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void a_client_chooses_the_version() throws Exception {
    SSLContext tls = tls();
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    try (Connections connections =
        new Connections(
            "test",
            Http1Config.builder(),
            TestListener.patient(9, 9),
            new Refusals(metrics),
            metrics)) {
      WebServer server =
          WebServer.builder()
              .host("127.0.0.1")
              .shutdownHook(false)
              .tls(Tls.builder().sslContext(tls).build())
              .maxTcpConnections(connections.most())
              .protocolsDiscoverServices(false)
              .addConnectionSelector(connections)
              .routing(routing -> routing.get("/", (request, response) -> response.send("here")))
              .build()
              .start();
      for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
        HttpResponse<String> answer = get(version, tls, server.port());
        assertEquals(version, answer.version());
        assertEquals("here", answer.body());
      }
      server.stop();
    }
  }
}
