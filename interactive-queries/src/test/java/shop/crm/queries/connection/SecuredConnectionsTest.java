package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.connection.TestListener.LONG;
import static shop.crm.queries.connection.TestListener.SHORT;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;

/** A listener with TLS, and clients that nobody here wrote. */
class SecuredConnectionsTest {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** The begin of a record that says it has more, and of a ClientHello in it. */
  private static final byte[] HALF_A_HELLO = HexFormat.of().parseHex("1603010200010001fc0303");

  private final TestAuthority authority = new TestAuthority("authority");
  private final Issued issued = authority.issue("localhost");
  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir private Path dir;
  private TestTls files;
  private TestListener listener;

  @BeforeEach
  void make() throws Exception {
    files = new TestTls(dir, issued, authority);
    open.add(files);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void listen(ConnectionLimits limits) {
    listener = new TestListener(limits, files.tls);
    open.add(listener::close);
  }

  private static ConnectionLimits impatient() {
    return new ConnectionLimits(9, 9, SHORT, LONG, LONG, LONG);
  }

  private HttpClient client(Version version) {
    HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(authority.client()).build();
    open.add(client);
    return client;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + listener.port + path))
        .timeout(Duration.ofMillis(PATIENCE_MILLIS));
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket("localhost", listener.port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    open.add(socket);
    return socket;
  }

  private SSLSocket secured(TestAuthority trusted) throws IOException {
    Socket under = plain();
    SSLSocket socket =
        (SSLSocket)
            trusted
                .client()
                .getSocketFactory()
                .createSocket(under, "localhost", listener.port, true);
    open.add(socket);
    return socket;
  }

  private static SSLSocket speaking(SSLSocket socket, String... protocols) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(GET.getBytes(US_ASCII));
    return new String(socket.getInputStream().readNBytes(15), US_ASCII);
  }

  private static X509Certificate shown(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void a_client_chooses_the_version(Version version) throws Exception {
    listen(TestListener.patient(99, 99));
    byte[] body = new byte[3 << 20];
    new Random(1).nextBytes(body);

    HttpResponse<String> get = client(version).send(request("/").build(), BodyHandlers.ofString());
    HttpResponse<byte[]> large =
        client(version).send(request("/large").build(), BodyHandlers.ofByteArray());
    HttpResponse<byte[]> echo =
        client(version)
            .send(
                request("/").POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray());

    assertEquals(List.of(version, "here"), List.of(get.version(), get.body()));
    assertEquals(List.of(version, 8 << 20), List.of(large.version(), large.body().length));
    assertEquals(version, echo.version());
    assertArrayEquals(body, echo.body());
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2,RSA", "TLSv1.2,EC", "TLSv1.3,RSA", "TLSv1.3,EC"})
  void both_versions_of_tls_are_spoken_with_both_kinds_of_keys(String version, String algorithm)
      throws Exception {
    files.write(authority.issue(algorithm, Instant.now().plusSeconds(3_600), "localhost"));
    files.tls.look();
    listen(TestListener.patient(9, 9));
    SSLSocket socket = secured(authority);
    socket.setEnabledProtocols(new String[] {version});

    assertEquals("HTTP/1.1 200 OK", ask(socket));
    assertEquals(version, socket.getSession().getProtocol());
    assertEquals(algorithm, shown(socket).getPublicKey().getAlgorithm());
  }

  @Test
  void what_both_ends_agreed_on_decides() throws Exception {
    listen(TestListener.patient(9, 9));
    SSLSocket older = speaking(secured(authority), "http/1.1");
    older.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    assertEquals("HTTP/1.1 400", new String(older.getInputStream().readNBytes(12), US_ASCII));

    SSLSocket newer = speaking(secured(authority), "h2");
    newer.getOutputStream().write(GET.getBytes(US_ASCII));
    assertEquals(-1, newer.getInputStream().read());
    assertEquals(1, listener.refused(Refusal.MALFORMED_FRAME));

    SSLSocket unknown = speaking(secured(authority), "spdy/1");
    assertThrows(SSLHandshakeException.class, unknown::startHandshake);
  }

  @Test
  void whoever_says_nothing_or_half_a_hello_is_closed_and_holds_nobody_up() throws Exception {
    listen(impatient());
    List<Socket> stalled = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      stalled.add(plain());
      stalled.getLast().getOutputStream().write(HALF_A_HELLO, 0, i * 5);
    }
    for (Socket socket : stalled) {
      assertEquals(-1, socket.getInputStream().read());
    }
    assertEquals(3, listener.refused(Refusal.HANDSHAKE_TIMEOUT));
    listener.awaitNoConnection();
    assertEquals("HTTP/1.1 200 OK", ask(secured(authority)));
  }

  @Test
  void a_handshake_and_the_first_head_have_the_time_of_one_head() throws Exception {
    listen(impatient());
    SSLSocket socket = secured(authority);
    socket.startHandshake();

    assertEquals(-1, socket.getInputStream().read());
    assertEquals(1, listener.refused(Refusal.HEAD_TIMEOUT));
  }

  @Test
  void those_in_the_middle_of_a_handshake_make_room() throws Exception {
    listen(TestListener.patient(2, 2));
    Socket first = plain();
    first.getOutputStream().write(HALF_A_HELLO);
    plain();
    assertEquals("HTTP/1.1 200 OK", ask(secured(authority)));
    assertEquals(-1, first.getInputStream().read());
    assertEquals(1, listener.refused(Refusal.NO_ROOM));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET,
        "POST / HTTP/1.0\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u0004\u0001\u007f\u007f\u007f"
      })
  void what_is_not_tls_is_closed(String said) throws Exception {
    listen(TestListener.patient(9, 9));
    Socket socket = plain();
    socket.getOutputStream().write(said.getBytes(US_ASCII));

    byte[] answer = socket.getInputStream().readAllBytes();
    // An alert of TLS, if anything.
    assertTrue(answer.length == 0 || answer[0] == 0x15, HexFormat.of().formatHex(answer));
    assertEquals(1, listener.refused(Refusal.HANDSHAKE_FAILED));
    listener.awaitNoConnection();
  }

  @Test
  void whoever_comes_and_goes_is_not_counted() throws Exception {
    listen(TestListener.patient(9, 9));
    plain().close();
    listener.awaitNoConnection();
    SSLSocket unused = speaking(secured(authority), "h2");
    unused.startHandshake();
    unused.close();
    listener.awaitNoConnection();

    assertEquals(0, listener.refused(Refusal.HANDSHAKE_FAILED));
    assertEquals(0, listener.refused(Refusal.MALFORMED_FRAME));
  }

  @Test
  void a_client_does_not_begin_anew_on_the_same_connection() throws Exception {
    listen(TestListener.patient(9, 9));
    SSLSocket socket = secured(authority);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    assertEquals("HTTP/1.1 200 OK", ask(socket));
    socket.startHandshake();

    assertThrows(
        IOException.class,
        () -> {
          socket.getOutputStream().write(GET.getBytes(US_ASCII));
          socket.getInputStream().readAllBytes();
        });
    listener.awaitNoConnection();
  }

  @Test
  void a_client_with_another_authority_goes_away() throws Exception {
    listen(TestListener.patient(9, 9));
    SSLSocket socket = secured(new TestAuthority("other"));

    assertThrows(SSLHandshakeException.class, socket::startHandshake);
    listener.awaitNoConnection();
    assertEquals(1, listener.refused(Refusal.HANDSHAKE_FAILED));
  }

  @Test
  void a_new_certificate_is_for_new_connections() throws Exception {
    listen(TestListener.patient(9, 9));
    SSLSocket before = secured(authority);
    ask(before);
    Issued next = authority.issue("EC", Instant.now().plus(Duration.ofDays(2)), "localhost");
    files.write(next);
    files.tls.look();
    SSLSocket after = secured(authority);
    ask(after);

    assertEquals(issued.certificate(), shown(before));
    assertEquals(next.certificate(), shown(after));
    before.getInputStream().skipNBytes(before.getInputStream().available());
    before.getOutputStream().write(GET.getBytes(US_ASCII));
    assertTrue(before.getInputStream().read() > 0);
    assertEquals(
        2, Duration.ofSeconds((long) files.gauge("crm.tls.certificate.expiry") + 60).toDays());
  }

  @Test
  void what_does_not_fit_leaves_the_former_in_place_and_is_told() throws Exception {
    listen(TestListener.patient(99, 99));
    Issued next = authority.issue("localhost");
    files.writeCertificate(next);
    files.tls.look();
    SSLSocket meanwhile = secured(authority);
    ask(meanwhile);
    assertEquals(issued.certificate(), shown(meanwhile));
    assertEquals(1, files.gauge("crm.tls.certificate.stale"));

    files.write(next);
    files.tls.look();
    SSLSocket after = secured(authority);
    ask(after);
    assertEquals(next.certificate(), shown(after));
    assertEquals(0, files.gauge("crm.tls.certificate.stale"));

    Files.delete(files.key());
    files.tls.look();
    assertEquals(1, files.gauge("crm.tls.certificate.stale"));
    files.write(next);
    files.tls.look();
    assertEquals(0, files.gauge("crm.tls.certificate.stale"));
  }
}
