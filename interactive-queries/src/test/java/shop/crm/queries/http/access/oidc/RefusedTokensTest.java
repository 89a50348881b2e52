package shop.crm.queries.http.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static shop.crm.access.SigningKey.base64;
import static shop.crm.access.SigningKey.json;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;

/**
 * Each is signed by a key of the issuer where nothing else is said, so that only one thing is
 * wrong.
 */
class RefusedTokensTest {

  private static final SigningKey STRANGER = SigningKey.of("ES256", "ec");

  private static Tokens tokens;

  @BeforeAll
  static void start() {
    tokens = new Tokens();
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  /** One kind of bad token. */
  record Bad(String what, TokenRefusal reason, Function<Tokens, String> token) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Bad bad(String what, TokenRefusal reason, Function<Tokens, String> token) {
    return new Bad(what, reason, token);
  }

  /** A token whose claims have one that is wrong; null is one that is missing. */
  private static Bad claim(TokenRefusal reason, String name, Object value) {
    return bad(name + " is " + value, reason, it -> Tokens.EC.sign(it.claims(name, value)));
  }

  /** A token whose claims have a time that is so many seconds off now. */
  private static Bad time(TokenRefusal reason, String name, long seconds) {
    return bad(
        name + " is now and " + seconds,
        reason,
        it -> {
          long time = it.clock.instant().getEpochSecond() + seconds;
          return Tokens.EC.sign(it.claims(name, time));
        });
  }

  /** A token whose header has a member that is wrong. */
  private static Bad header(TokenRefusal reason, String name, Object value) {
    return bad(
        name + " of the header is " + value,
        reason,
        it -> {
          Map<String, Object> header =
              new HashMap<>(Map.of("alg", "ES256", "kid", "ec", "typ", "JWT"));
          header.put(name, value);
          return Tokens.EC.sign(header, it.claims());
        });
  }

  static Stream<Bad> claims() {
    return Stream.of(
        claim(TokenRefusal.ISSUER, "iss", null),
        claim(TokenRefusal.ISSUER, "iss", "https://issuer.example"),
        claim(TokenRefusal.ISSUER, "iss", List.of("https://issuer.example")),
        bad(
            "iss with a slash more",
            TokenRefusal.ISSUER,
            it -> Tokens.EC.sign(it.claims("iss", it.server.address() + "/"))),
        claim(TokenRefusal.AUDIENCE, "aud", null),
        claim(TokenRefusal.AUDIENCE, "aud", "https://crm.example/api2"),
        claim(TokenRefusal.AUDIENCE, "aud", "other https://crm.example/api"),
        claim(TokenRefusal.AUDIENCE, "aud", List.of()),
        claim(TokenRefusal.AUDIENCE, "aud", List.of(List.of(TestIssuer.AUDIENCE))),
        claim(TokenRefusal.AUDIENCE, "aud", Map.of(TestIssuer.AUDIENCE, true)),
        claim(TokenRefusal.EXPIRED, "exp", null),
        time(TokenRefusal.EXPIRED, "exp", -60),
        time(TokenRefusal.EXPIRED, "exp", -1_000_000),
        claim(TokenRefusal.MALFORMED, "exp", "1900000000"),
        claim(TokenRefusal.MALFORMED, "exp", true),
        claim(TokenRefusal.MALFORMED, "exp", 1e300),
        claim(TokenRefusal.MALFORMED, "exp", -1),
        time(TokenRefusal.NOT_YET_VALID, "nbf", 61),
        claim(TokenRefusal.MALFORMED, "nbf", "soon"),
        time(TokenRefusal.ISSUED_LATER, "iat", 61),
        claim(TokenRefusal.MALFORMED, "iat", List.of(1)),
        claim(TokenRefusal.SUBJECT, "sub", null),
        claim(TokenRefusal.SUBJECT, "sub", " "),
        claim(TokenRefusal.SUBJECT, "sub", 7),
        claim(TokenRefusal.TENANT, "tenant", null),
        claim(TokenRefusal.TENANT, "tenant", ""),
        claim(TokenRefusal.TENANT, "tenant", "a b"),
        claim(TokenRefusal.TENANT, "tenant", "**"),
        claim(TokenRefusal.TENANT, "tenant", "a".repeat(129)),
        claim(TokenRefusal.TENANT, "tenant", List.of("acme")));
  }

  static Stream<Bad> headers() {
    return Stream.of(
        header(TokenRefusal.ALGORITHM, "alg", "none"),
        header(TokenRefusal.ALGORITHM, "alg", "None"),
        header(TokenRefusal.ALGORITHM, "alg", "HS256"),
        header(TokenRefusal.ALGORITHM, "alg", "es256"),
        header(TokenRefusal.ALGORITHM, "alg", "ES256K"),
        header(TokenRefusal.ALGORITHM, "alg", "RS512"),
        header(TokenRefusal.ALGORITHM, "alg", 256),
        header(TokenRefusal.CRITICAL_HEADER, "crit", List.of("exp")),
        header(TokenRefusal.CRITICAL_HEADER, "crit", List.of("b64")),
        header(TokenRefusal.CRITICAL_HEADER, "crit", List.of()),
        header(TokenRefusal.TYPE, "typ", "dpop+jwt"),
        header(TokenRefusal.TYPE, "typ", "logout+jwt"),
        header(TokenRefusal.TYPE, "typ", 1),
        header(TokenRefusal.MALFORMED, "kid", 1),
        // The key of that name is of another kind: it serves no other algorithm.
        header(TokenRefusal.UNKNOWN_KEY, "kid", "rsa"),
        header(TokenRefusal.UNKNOWN_KEY, "kid", "EC"),
        header(TokenRefusal.UNKNOWN_KEY, "kid", "../ec"),
        bad("no alg", TokenRefusal.ALGORITHM, it -> Tokens.EC.sign("{}", json(it.claims()))));
  }

  static Stream<Bad> signatures() {
    return Stream.of(
        bad("another's key", TokenRefusal.SIGNATURE, it -> STRANGER.sign(it.claims())),
        bad(
            "another's key in the header",
            TokenRefusal.SIGNATURE,
            it -> STRANGER.sign(withKey(Map.of("jwk", STRANGER.jwk())), it.claims())),
        bad(
            "another's keys by address",
            TokenRefusal.SIGNATURE,
            it -> {
              String address = it.server.address() + "/stranger";
              Map<String, ?> header = withKey(Map.of("jku", address, "x5u", address));
              return STRANGER.sign(header, it.claims());
            }),
        bad("alg none without signature", TokenRefusal.ALGORITHM, RefusedTokensTest::unsigned),
        bad("HMAC by the public key", TokenRefusal.ALGORITHM, RefusedTokensTest::byPublicKey),
        bad(
            "PS256 that says RS256",
            TokenRefusal.SIGNATURE,
            it -> Tokens.PSS.sign(Map.of("alg", "RS256", "kid", "rsa"), it.claims())),
        bad(
            "zeros",
            TokenRefusal.SIGNATURE,
            it -> withSignature(Tokens.EC.sign(it.claims()), new byte[64])),
        bad(
            "one byte",
            TokenRefusal.SIGNATURE,
            it -> withSignature(Tokens.EC.sign(it.claims()), new byte[1])),
        bad(
            "too short for Ed25519",
            TokenRefusal.SIGNATURE,
            it -> withSignature(Tokens.ED.sign(it.claims()), new byte[63])),
        bad(
            "too short for RSA",
            TokenRefusal.SIGNATURE,
            it -> withSignature(Tokens.RSA.sign(it.claims()), new byte[255])),
        bad(
            "other claims under a good signature",
            TokenRefusal.SIGNATURE,
            it -> {
              String[] good = Tokens.ED.sign(it.claims()).split("\\.");
              String claims = json(it.claims("tenant", "globex"));
              return good[0] + '.' + base64(claims.getBytes(UTF_8)) + '.' + good[2];
            }));
  }

  static Stream<Bad> forms() {
    return Stream.of(
        bad("nothing", TokenRefusal.MALFORMED, _ -> ""),
        bad("dots", TokenRefusal.MALFORMED, _ -> ".."),
        bad("two parts", TokenRefusal.MALFORMED, _ -> "a.b"),
        bad("JWE", TokenRefusal.MALFORMED, it -> Tokens.EC.sign(it.claims()) + ".a.b"),
        bad("padding", TokenRefusal.MALFORMED, it -> Tokens.EC.sign(it.claims()) + "=="),
        bad("plain base64", TokenRefusal.MALFORMED, _ -> "e30+.e30/.e30="),
        bad("no letters of it", TokenRefusal.MALFORMED, _ -> "\u0431.\u0431.\u0431"),
        bad("a header that is a list", TokenRefusal.MALFORMED, it -> text("[]", json(it.claims()))),
        bad("claims that are a text", TokenRefusal.MALFORMED, _ -> text("\"x\"")),
        bad("claims that are no JSON", TokenRefusal.MALFORMED, _ -> text("{")),
        bad("claims and more", TokenRefusal.MALFORMED, it -> text(json(it.claims()) + "{}")),
        bad("nested claims", TokenRefusal.MALFORMED, _ -> text("{\"a\":" + "[".repeat(5_000))),
        bad(
            "a claim twice",
            TokenRefusal.DUPLICATE_NAME,
            it -> text(json(it.claims()).replaceFirst("\\{", "{\"tenant\":\"globex\","))),
        bad(
            "a claim twice, once in other letters",
            TokenRefusal.DUPLICATE_NAME,
            it -> text(json(it.claims()).replaceFirst("\\{", "{\"\\\\u0074enant\":\"globex\","))),
        bad(
            "a name twice deep inside",
            TokenRefusal.DUPLICATE_NAME,
            it -> text(json(it.claims()).replaceFirst("\\{", "{\"a\":{\"b\":1,\"b\":2},"))),
        bad(
            "alg twice",
            TokenRefusal.DUPLICATE_NAME,
            it -> Tokens.EC.sign("{\"alg\":\"none\",\"alg\":\"ES256\"}", json(it.claims()))),
        bad(
            "20 KB",
            TokenRefusal.TOO_LONG,
            it -> Tokens.EC.sign(it.claims("padding", "x".repeat(15_000)))));
  }

  private static String text(String claims) {
    return text(json(Map.of("alg", "ES256", "kid", "ec")), claims);
  }

  private static String text(String header, String claims) {
    return Tokens.EC.sign(header, claims);
  }

  private static Map<String, Object> withKey(Map<String, Object> more) {
    Map<String, Object> header = new HashMap<>(Map.of("alg", "ES256", "kid", "ec"));
    header.putAll(more);
    return header;
  }

  private static String withSignature(String token, byte[] signature) {
    return token.substring(0, token.lastIndexOf('.') + 1) + base64(signature);
  }

  private static String unsigned(Tokens tokens) {
    String token = Tokens.EC.sign(Map.of("alg", "none"), tokens.claims());
    return token.substring(0, token.lastIndexOf('.') + 1);
  }

  /** What a checker takes that lets the token choose how its public key is used. */
  private static String byPublicKey(Tokens tokens) {
    String header = json(Map.of("alg", "HS256", "kid", "rsa"));
    String signed =
        base64(header.getBytes(UTF_8)) + '.' + base64(json(tokens.claims()).getBytes(UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Tokens.RSA.pair().getPublic().getEncoded(), "HmacSHA256"));
      return signed + '.' + base64(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource({"claims", "headers", "signatures", "forms"})
  void is_refused(Bad bad) {
    tokens.assertRefused(bad.reason(), bad.token().apply(tokens));
  }

  @Test
  void nobody_asks_where_a_token_says_its_keys_are() {
    TestIssuer server = tokens.server;
    server.publish(Tokens.RSA, Tokens.PSS, Tokens.EC, Tokens.ED);
    server.answer("/stranger", TestIssuer.json(json(Map.of("keys", List.of(STRANGER.jwk())))));
    String address = server.address() + "/stranger";
    tokens.assertRefused(
        TokenRefusal.SIGNATURE,
        STRANGER.sign(withKey(Map.of("jku", address, "x5u", address)), tokens.claims()));
    assertEquals(0, server.asked("/stranger"));
  }

  /** Whatever is changed in a good token, it is refused, and nothing else happens. */
  @Test
  void a_damaged_token_is_refused() {
    Random random = new Random(7);
    for (SigningKey key : TokenAuthenticatorTest.KEYS) {
      String good = key.sign(tokens.claims());
      for (int i = 0; i < 500; i++) {
        String damaged = damaged(good, random);
        if (!damaged.equals(good)) {
          assertEquals("401 bad-credential", tokens.problem(damaged), damaged);
        }
      }
    }
  }

  private static String damaged(String good, Random random) {
    List<Character> letters = new ArrayList<>();
    good.chars().forEach(c -> letters.add((char) c));
    int at = random.nextInt(letters.size());
    switch (random.nextInt(4)) {
      case 0 -> letters.set(at, "AZaz09-_.=".charAt(random.nextInt(10)));
      case 1 -> letters.remove(at);
      case 2 -> letters.add(at, "AZaz09-_.".charAt(random.nextInt(9)));
      default -> letters.subList(at, letters.size()).clear();
    }
    StringBuilder text = new StringBuilder();
    letters.forEach(text::append);
    return text.toString();
  }
}
