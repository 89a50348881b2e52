package shop.crm.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.access.oidc.OidcSettings;
import shop.crm.queries.http.access.oidc.TokenAuthenticator;
import shop.crm.schemas.json.JsonBytes;

/** What it costs to find out whose a token is, of an issuer in this process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenPath {

  private static final String AUDIENCE = "crm";

  /** More than are remembered, so that each is new again when its turn comes. */
  private static final int TOKENS = 20_000;

  private Issuer issuer;
  private TokenAuthenticator authenticator;
  private String[] tokens;
  private int next;

  /** Made by JMH. */
  public TokenPath() {}

  /** An issuer with one key, and the tokens of as many subjects. */
  private record Issuer(HttpServer server, ECKey key) implements AutoCloseable {

    static Issuer start() throws IOException, JOSEException {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
      InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Issuer issuer = new Issuer(HttpServer.create(anywhere, 0), key);
      issuer.answer(
          "/.well-known/openid-configuration",
          JsonBytes.object(
              json -> {
                json.writeStringField("issuer", issuer.address());
                json.writeStringField("jwks_uri", issuer.address() + "/keys");
              }));
      issuer.answer("/keys", new JWKSet(key).toString().getBytes(UTF_8));
      issuer.server.start();
      return issuer;
    }

    private void answer(String path, byte[] body) {
      server.createContext(
          path,
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
            }
          });
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String token() throws JOSEException {
      Instant now = Instant.now();
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
              new JWTClaimsSet.Builder()
                  .issuer(address())
                  .audience(AUDIENCE)
                  .subject(UUID.randomUUID().toString())
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plus(Duration.ofHours(1))))
                  .claim("tenant", "acme")
                  .claim("roles", List.of("viewer", "offline_access"))
                  .build());
      token.sign(new ECDSASigner(key));
      return token.serialize();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** Starts the issuer and makes the tokens. */
  @Setup(Level.Trial)
  public void start() throws IOException, JOSEException {
    issuer = Issuer.start();
    authenticator =
        TokenAuthenticator.start(
            new OidcSettings(issuer.address(), AUDIENCE, "tenant", "roles"),
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    tokens = new String[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      tokens[i] = issuer.token();
    }
  }

  /** Stops both. */
  @TearDown(Level.Trial)
  public void stop() {
    authenticator.close();
    issuer.close();
  }

  /** One that was there before, as it comes with nearly every request: a text of its own. */
  @Benchmark
  public Caller knownToken() {
    return authenticator.authenticate(new String(tokens[0].toCharArray()));
  }

  /** One that was never seen, or too long ago. */
  @Benchmark
  public Caller newToken() {
    next = (next + 1) % TOKENS;
    return authenticator.authenticate(tokens[next]);
  }
}
