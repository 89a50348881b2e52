package shop.crm.benchmarks.fuzz.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.schemas.model.access.Scope;
import shop.crm.standalone.credential.BearerCredential;

/** Makes keys by the API of a service, and revokes them when they are not needed any more. */
public final class IssuedKeys implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEYS = "/api/v1/keys";
  private static final String ANYTHING = "/api/v1/segments/rfm-champions";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SPARE = 20;

  private final URI server;
  private final Caller admin;
  private final List<String> ids = new ArrayList<>();

  private IssuedKeys(URI server, BearerCredential admin) {
    this.server = server;
    this.admin = new Caller(server, "default", Optional.of(admin.text()));
  }

  private record Made(String id, String key) {}

  /** What was made, and what takes it back. */
  public record Issued(KeyRing ring, IssuedKeys keys) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      keys.close();
    }
  }

  /** Whether a service wants to know who asks. */
  public static boolean areWanted(URI server) throws IOException {
    try (Caller stranger = new Caller(server, "default")) {
      return stranger.get(ANYTHING).status() == 401;
    }
  }

  /**
   * Makes keys for tenants, and waits until they are what they should be.
   *
   * @param admin an administrator of the platform
   * @throws IOException if the service does not make them
   */
  public static Issued issue(URI server, BearerCredential admin, List<String> tenants)
      throws IOException, InterruptedException {
    IssuedKeys keys = new IssuedKeys(server, admin);
    try {
      return new Issued(keys.ring(admin.text(), tenants), keys);
    } catch (IOException | InterruptedException e) {
      keys.close();
      throw e;
    }
  }

  private KeyRing ring(String platform, List<String> tenants)
      throws IOException, InterruptedException {
    Set<Scope> all = EnumSet.allOf(Scope.class);
    String first = tenants.getFirst();
    Made expired = make(first, all, Optional.of(Instant.now().plusSeconds(2)));
    Made revoked = make(first, all, Optional.empty());
    Map<String, String> ofTenants = new LinkedHashMap<>();
    for (String tenant : tenants) {
      ofTenants.put(tenant, make(tenant, all, Optional.empty()).key());
    }
    Map<String, String> without = new LinkedHashMap<>();
    for (Scope scope : Scope.values()) {
      Set<Scope> others = EnumSet.complementOf(EnumSet.of(scope));
      without.put(scope.text(), make(first, others, Optional.empty()).key());
    }
    List<String> spare = new ArrayList<>();
    for (int i = 0; i < SPARE; i++) {
      Set<Scope> little = EnumSet.of(Scope.OPERATIONS_READ);
      spare.add(make(tenants.get(i % tenants.size()), little, Optional.empty()).id());
    }
    awaitTaken(without.get(Scope.ADMIN.text()), true);
    revoke(revoked.id());
    awaitTaken(revoked.key(), false);
    awaitTaken(expired.key(), false);
    return new KeyRing(
        platform, ofTenants, first, without, List.of(expired.key(), revoked.key()), spare);
  }

  private Made make(String tenant, Set<Scope> scopes, Optional<Instant> expiresAt)
      throws IOException {
    ObjectNode body = JSON.createObjectNode().put("name", "fuzz").put("tenant", tenant);
    scopes.forEach(scope -> body.withArray("scopes").add(scope.text()));
    expiresAt.ifPresent(time -> body.put("expires_at", time.toString()));
    Answer answer = admin.post(KEYS, UUID.randomUUID().toString(), body.toString());
    if (answer.status() != 201) {
      throw new IOException(KEYS + " answered " + answer.status() + " to a good request");
    }
    JsonNode made = JSON.readTree(answer.body());
    ids.add(made.path("id").asText());
    return new Made(made.path("id").asText(), made.path("key").asText());
  }

  /** All instances are told of a change of keys, which takes a moment. */
  private void awaitTaken(String key, boolean wanted) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Caller caller = new Caller(server, "", Optional.of(key))) {
      while (caller.get(ANYTHING).status() == 401 == wanted) {
        if (System.nanoTime() > deadline) {
          throw new IOException(wanted ? "a new key is not taken" : "a key does not end");
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private void revoke(String id) throws IOException {
    Answer answer = admin.delete(KEYS + "/" + id);
    // The fuzz itself may have revoked a spare one.
    if (answer.status() != 204 && answer.status() != 404) {
      throw new IOException(KEYS + "/{id} answered " + answer.status() + " to DELETE");
    }
  }

  @Override
  public void close() throws IOException {
    try (admin) {
      for (String id : ids) {
        revoke(id);
      }
    }
  }
}
