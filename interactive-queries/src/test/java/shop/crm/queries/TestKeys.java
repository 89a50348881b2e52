package shop.crm.queries;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.KeyDraft;
import shop.crm.connectors.postgres.PostgresApiKeys;
import shop.crm.connectors.postgres.PostgresProfiles;
import shop.crm.connectors.postgres.PostgresTenants;
import shop.crm.connectors.postgres.Tenants;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.queries.http.access.KeyAuthenticator;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** Who may ask a {@link TestServer}: everybody, or whoever has a key that is in PostgreSQL. */
final class TestKeys {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final PostgresApiKeys stored;
  private final PostgresTenants tenants;
  private final Clock clock;

  /** Whether limits that are set for tenants hold. */
  volatile boolean limited;

  /** Whether callers need a key. */
  boolean asked;

  /** Whether the server has read all keys. */
  volatile boolean complete = true;

  /** On which day each key was used last. */
  final Map<String, LocalDate> uses = new ConcurrentHashMap<>();

  TestKeys(Database database, Clock clock) {
    this.database = database;
    this.stored = new PostgresApiKeys(database, clock);
    this.tenants = new PostgresTenants(database);
    this.clock = clock;
  }

  ApiKeys stored() {
    return stored;
  }

  Tenants tenants() {
    return tenants;
  }

  /**
   * Who may ask now.
   *
   * @param keys what the resource of keys answers from
   * @param tenants what the resource of tenants answers from
   */
  Sources.Credentials credentials(ApiKeys keys, Tenants tenants) {
    return credentials(
        asked
            ? List.of(
                new KeyAuthenticator(
                    () -> complete, id -> stored.find(id).map(StoredKey::key), uses::put, clock))
            : List.of(),
        keys,
        tenants);
  }

  /** The same, by other credentials. A service has a copy of limits, and asks nobody. */
  Sources.Credentials credentials(
      List<Authenticator> authenticators, ApiKeys keys, Tenants tenants) {
    return new Sources.Credentials(
        authenticators,
        keys,
        tenants,
        tenant -> limited ? this.tenants.find(tenant) : Optional.empty());
  }

  /** A new key, as its owner has it. */
  KeyCredential issue(String owner, Set<Scope> scopes) {
    KeyCredential credential = KeyCredential.generate(RANDOM);
    stored.putIfAbsent(draft(owner, scopes, credential), Optional.empty());
    return credential;
  }

  private static KeyDraft draft(String owner, Set<Scope> scopes, KeyCredential credential) {
    return new KeyDraft(
        credential.id(), "of a test", Grant.of(owner, scopes), credential.hash(), Optional.empty());
  }

  /** Lets somebody have as many keys as they may have. */
  void fill(String owner) {
    new PostgresProfiles(database, clock)
        .write(
            writer -> {
              int left = ApiKey.MAX_OF_OWNER - stored.list(Optional.of(owner), -1, 9_999).size();
              for (int i = 0; i < left; i++) {
                writer.keys().create(draft(owner, Set.of(), KeyCredential.generate(RANDOM)));
              }
              return left;
            });
  }

  /** A new key, as it stands in the header Authorization. */
  String bearer(String owner, Set<Scope> scopes) {
    return "Bearer " + issue(owner, scopes).text();
  }
}
