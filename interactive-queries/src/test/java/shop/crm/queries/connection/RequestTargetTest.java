package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

  private static void assertPassed(String expected, String request) {
    byte[] passed = new RequestFraming().accept(request.getBytes(ISO_8859_1));

    assertEquals(expected, new String(passed, ISO_8859_1));
  }

  private static void assertRefused(Refusal why, String request) {
    RequestFraming framing = new RequestFraming();

    assertEquals(0, framing.accept(request.getBytes(ISO_8859_1)).length);
    assertEquals(Optional.of(why), framing.refusal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//internal//customers",
        "/%69nternal/customers",
        "/api/v1/customers/../../../internal/customers",
        "/api/v1/customers/%2e%2e/internal",
        "/./internal",
        "/..",
        "/a/.",
        "/internal;a=b/customers",
        "/a%3Bb",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a%00b",
        "/a%0d%0aX:1",
        "/a|b",
        "http://evil.example/internal/customers",
        "http://x@evil.example/",
        "ftp://x/",
        "internal/customers",
        "x:80"
      })
  void a_path_that_could_be_spelt_otherwise_is_refused(String target) {
    assertRefused(Refusal.PATH_NOT_NORMAL, "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a/",
        "/api/v1/customers:export?a=//../;%2F&[x]",
        "/api/v1/customers/a%20b",
        "/api/v1/customers/x@y.z",
        "/api/v1/customers/%D0%B0",
        "/...",
        "/a..b/.c"
      })
  void other_paths_are_passed_on(String target) {
    String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";

    assertPassed(request, request);
  }

  @Test
  void a_target_with_its_own_host_is_passed_on_without_it() {
    assertPassed(
        "GET /a?b HTTP/1.1\r\nHost: x:80\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://x:80/a?b HTTP/1.1\r\nHost: x:80\r\n\r\n"
            + "GET HTTP://X HTTP/1.1\r\nHost: x\r\n\r\n");
  }
}
