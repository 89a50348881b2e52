package shop.crm.queries.http.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestClock;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problems;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.filter.RateLimits.Rates;
import shop.crm.schemas.model.access.Scope;

class RateLimitsHttpTest {

  private static final HeaderName CALLER = HeaderNames.create("Test-Caller");

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentMap<String, Long> ofTenants = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Long> ofKeys = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private WebServer server;

  @BeforeEach
  void start() {
    Clock clock = new TestClock(now);
    Rates rates =
        new Rates(
            tenant -> ofTenants.getOrDefault(tenant, 0L),
            tenant -> ofKeys.getOrDefault(tenant, 0L));
    RateLimits limits = new RateLimits(new Requests("default"), rates, Duration.ZERO, clock);
    List<Route> routes =
        List.of(
                Route.get(
                    Scope.CUSTOMERS_READ,
                    "/secured",
                    (request, response) -> {
                      answered.incrementAndGet();
                      response.status(Status.NO_CONTENT_204).send();
                    }),
                Route.open(
                    Method.GET,
                    "/open",
                    (request, response) -> response.status(Status.NO_CONTENT_204).send()))
            .stream()
            .map(limits::limited)
            .toList();
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .routing(
                routing -> {
                  routing.addFilter(
                      (chain, request, response) -> {
                        Caller.register(request, caller(request));
                        chain.proceed();
                      });
                  Resource.register(routing, routes);
                  routing.error(Throwable.class, Problems::answer);
                })
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    server.stop();
  }

  private static Caller caller(ServerRequest request) {
    String[] words = request.headers().first(CALLER).orElse("anyone").split(" ");
    return switch (words[0]) {
      case "key" -> new Caller.OfTenant(words[1], words[2], Set.of(Scope.CUSTOMERS_READ));
      case "platform" -> new Caller.OfPlatform(words[1], Set.of(Scope.CUSTOMERS_READ));
      case "peer" -> new Caller.Peer(false);
      default -> new Caller.Anyone();
    };
  }

  private HttpResponse<String> get(String path, String caller, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header(CALLER.defaultCase(), caller);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private List<Integer> statuses(int times, String caller, String... headers)
      throws IOException, InterruptedException {
    Integer[] all = new Integer[times];
    for (int i = 0; i < times; i++) {
      all[i] = get("/secured", caller, headers).statusCode();
    }
    return Arrays.asList(all);
  }

  private void passes(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void without_a_limit_nothing_is_refused_and_nothing_told() throws Exception {
    HttpResponse<String> answer = get("/secured", "key k1 acme");

    assertEquals(204, answer.statusCode());
    assertTrue(answer.headers().firstValue("RateLimit").isEmpty());
    assertTrue(answer.headers().firstValue("RateLimit-Policy").isEmpty());
  }

  @Test
  void a_tenant_may_send_what_it_may_send_in_a_second_at_once_and_then_has_to_wait()
      throws Exception {
    ofTenants.put("acme", 3L);

    assertEquals(List.of(204, 204, 204, 429, 429), statuses(5, "key k1 acme"));
    assertEquals(3, answered.get());

    passes(Duration.ofMillis(334));
    assertEquals(List.of(204, 429), statuses(2, "key k1 acme"));

    passes(Duration.ofHours(1));
    assertEquals(List.of(204, 204, 204, 429), statuses(4, "key k1 acme"));
  }

  @Test
  void each_answer_tells_what_is_left_and_a_refusal_when_to_come_again() throws Exception {
    ofTenants.put("acme", 2L);

    HttpResponse<String> first = get("/secured", "key k1 acme");
    get("/secured", "key k1 acme");
    HttpResponse<String> refused = get("/secured", "key k1 acme");

    assertEquals("\"tenant\";q=2;w=1", first.headers().firstValue("RateLimit-Policy").orElse(""));
    assertEquals("\"tenant\";r=1;t=1", first.headers().firstValue("RateLimit").orElse(""));
    assertEquals(429, refused.statusCode());
    assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
    assertEquals("\"tenant\";r=0;t=1", refused.headers().firstValue("RateLimit").orElse(""));
    assertEquals(
        "application/problem+json", refused.headers().firstValue("Content-Type").orElse(""));
    assertTrue(refused.body().contains("urn:crm:problem:too-many-requests"), refused.body());
  }

  @Test
  void all_credentials_of_a_tenant_share_its_limit_and_other_tenants_have_their_own()
      throws Exception {
    ofTenants.put("acme", 2L);
    ofTenants.put("other", 2L);

    assertEquals(List.of(204, 204, 429), statuses(3, "key k1 acme"));
    assertEquals(List.of(429), statuses(1, "key k2 acme"));
    assertEquals(List.of(429), statuses(1, "platform p1", "X-Tenant-ID", "acme"));
    assertEquals(List.of(204, 204, 429), statuses(3, "key k3 other"));
  }

  @Test
  void a_credential_has_a_limit_of_its_own() throws Exception {
    ofKeys.put("acme", 1L);

    assertEquals(List.of(204, 429), statuses(2, "key k1 acme"));
    assertEquals(List.of(204, 429), statuses(2, "key k2 acme"));
    assertEquals(
        "\"key\";q=1;w=1",
        get("/secured", "key k1 acme").headers().firstValue("RateLimit-Policy").orElse(""));
  }

  @Test
  void a_credential_of_the_platform_that_names_no_tenant_is_counted_all_the_same()
      throws Exception {
    ofKeys.put("", 1L);

    assertEquals(List.of(204, 429), statuses(2, "platform p1"));
  }

  @Test
  void a_credential_of_the_platform_has_one_limit_whichever_tenants_it_names() throws Exception {
    ofKeys.put("", 2L);
    ofKeys.put("acme", 5L);
    ofKeys.put("other", 6L);

    assertEquals(List.of(204), statuses(1, "platform p1", "X-Tenant-ID", "acme"));
    assertEquals(List.of(204), statuses(1, "platform p1", "X-Tenant-ID", "other"));
    assertEquals(List.of(429), statuses(1, "platform p1", "X-Tenant-ID", "acme"));
  }

  @Test
  void where_no_credentials_are_asked_for_the_tenant_that_is_named_counts() throws Exception {
    ofTenants.put("default", 1L);
    ofTenants.put("acme", 1L);

    assertEquals(List.of(204, 429), statuses(2, "anyone"));
    assertEquals(List.of(204, 429), statuses(2, "anyone", "X-Tenant-ID", "acme"));
  }

  @Test
  void what_another_instance_passes_on_and_what_is_open_is_not_counted() throws Exception {
    ofTenants.put("default", 1L);

    assertEquals(List.of(204, 204, 204), statuses(3, "peer"));
    assertEquals(204, get("/open", "anyone").statusCode());
    assertEquals(204, get("/open", "anyone").statusCode());
  }

  @Test
  void a_limit_that_is_changed_holds_from_the_next_request_on() throws Exception {
    ofTenants.put("acme", 1L);
    assertEquals(List.of(204, 429), statuses(2, "key k1 acme"));

    ofTenants.put("acme", 2L);

    assertEquals(List.of(204, 204, 429), statuses(3, "key k1 acme"));
  }
}
