package shop.crm.queries.http.access.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an issuer for its keys: OpenID Connect Discovery first, then where that says they are. It
 * follows no redirect, and is bounded in bytes and, from the first byte to the last, in time.
 */
final class IssuerClient implements AutoCloseable {

  /** For one document. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int MAX_BYTES = 256 << 10;

  private final OidcSettings settings;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * @param timeout for one document, all of it
   */
  IssuerClient(OidcSettings settings, Duration timeout) {
    this.settings = settings;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * The keys that the issuer publishes now.
   *
   * @throws IOException if it does not answer, or with something else
   */
  KeySet fetch() throws IOException, InterruptedException {
    JsonNode discovery = get("discovery document", settings.discovery());
    if (!settings.issuer().equals(discovery.path("issuer").textValue())) {
      throw new IssuerFault("its discovery document names another issuer");
    }
    JsonNode keys = get("keys", keysAddress(discovery));
    return KeySet.read(keys).orElseThrow(() -> new IssuerFault("its keys are no JWK set"));
  }

  private URI keysAddress(JsonNode discovery) throws IssuerFault {
    try {
      URI address = URI.create(StrictJson.text(discovery, "jwks_uri").orElse(""));
      if (settings.mayHoldKeys(address)) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new IssuerFault("its jwks_uri is no address");
    }
    throw new IssuerFault("its jwks_uri is no https address");
  }

  private JsonNode get(String what, URI address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address).header("Accept", "application/json").GET().build();
    CompletableFuture<HttpResponse<byte[]>> asked =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
    HttpResponse<byte[]> answer;
    try {
      answer = asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IssuerFault("its " + what + " did not come in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectException) {
        throw new IssuerFault("no connection to " + address.getAuthority());
      }
      throw new IssuerFault("its " + what + " cannot be read, or not within 256 KiB", e.getCause());
    } finally {
      // Hangs up where the answer is not wanted any more; does nothing where it is there.
      asked.cancel(true);
    }
    if (answer.statusCode() != 200) {
      throw new IssuerFault("it answers " + answer.statusCode() + " for its " + what);
    }
    try {
      return StrictJson.object(answer.body());
    } catch (StrictJson.NotAnObject e) {
      throw new IssuerFault("its " + what + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
