package shop.crm.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenID Connect issuer on a free port of loopback: discovery, keys, tokens. What it answers may
 * be replaced, path by path.
 */
public final class TestIssuer implements AutoCloseable {

  /** For whom its tokens are. */
  public static final String AUDIENCE = "https://crm.example/api";

  public static final String DISCOVERY = "/.well-known/openid-configuration";

  public static final String KEYS = "/keys";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private TestIssuer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    publishDiscovery(Map.of("issuer", address(), "jwks_uri", address() + KEYS));
  }

  /** An issuer that publishes these keys. */
  public static TestIssuer with(SigningKey... keys) {
    try {
      InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      TestIssuer issuer = new TestIssuer(HttpServer.create(anywhere, 0));
      issuer.publish(keys);
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      answers.getOrDefault(path, status(404)).handle(exchange);
    }
  }

  /** As its tokens name it. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Publishes these keys and no others. */
  public void publish(SigningKey... keys) {
    publishSet(Arrays.stream(keys).map(SigningKey::jwk).toList());
  }

  /** Publishes these JWKs and no others. */
  public void publishSet(List<Map<String, Object>> keys) {
    answer(KEYS, json(SigningKey.json(Map.of("keys", keys))));
  }

  /** Tells this of itself. */
  public void publishDiscovery(Map<String, ?> discovery) {
    answer(DISCOVERY, json(SigningKey.json(discovery)));
  }

  /** Answers a path so from now on. */
  public void answer(String path, HttpHandler answer) {
    answers.put(path, answer);
  }

  /** The answer that is this JSON. */
  public static HttpHandler json(String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** The answer that is a status and nothing else. */
  public static HttpHandler status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /** The answer that sends to another address. */
  public static HttpHandler redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  /** How often a path was asked for. */
  public int asked(String path) {
    return (int) asked.stream().filter(path::equals).count();
  }

  /** Claims that are good for ten minutes; the tenant is {@code acme}. */
  public Map<String, Object> claims(Instant now) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", address());
    claims.put("aud", AUDIENCE);
    claims.put("sub", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(Duration.ofMinutes(10)).getEpochSecond());
    claims.put("tenant", "acme");
    claims.put("scope", "customers:read");
    return claims;
  }

  /** Is away from now on: its port answers nobody. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
