package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OidcSettingsTest {

  private static OidcSettings of(String issuer) {
    return new OidcSettings(issuer, "crm", "tenant", "scope");
  }

  @ParameterizedTest
  @CsvSource({
    "https://issuer.example,https://issuer.example/.well-known/openid-configuration",
    "https://issuer.example/,https://issuer.example/.well-known/openid-configuration",
    "https://id.example/realms/a,https://id.example/realms/a/.well-known/openid-configuration",
    "http://localhost:9000,http://localhost:9000/.well-known/openid-configuration",
    "http://127.0.0.1:9000,http://127.0.0.1:9000/.well-known/openid-configuration",
    "http://[::1]:9000,http://[::1]:9000/.well-known/openid-configuration"
  })
  void an_issuer_tells_of_itself_below_its_own_address(String issuer, String discovery) {
    assertEquals(URI.create(discovery), of(issuer).discovery());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "issuer",
        "https:",
        "http://issuer.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "ftp://issuer.example",
        "https://user@issuer.example",
        "https://issuer.example?a=b",
        "https://issuer.example#a",
        "https://issuer example"
      })
  void an_issuer_is_not_asked_over_a_line_that_others_write_on(String issuer) {
    assertThrows(IllegalArgumentException.class, () -> of(issuer));
  }
}
