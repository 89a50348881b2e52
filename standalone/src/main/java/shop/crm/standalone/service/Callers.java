package shop.crm.standalone.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.access.ApiKeyReplica;
import shop.crm.connectors.access.KeyUses;
import shop.crm.connectors.access.TenantLimitsReplica;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.ApiKeys.Placed;
import shop.crm.connectors.postgres.Database;
import shop.crm.connectors.postgres.KeyDraft;
import shop.crm.connectors.postgres.PostgresApiKeys;
import shop.crm.connectors.postgres.PostgresTenants;
import shop.crm.connectors.postgres.Tenants;
import shop.crm.queries.Sources;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.queries.http.access.KeyAuthenticator;
import shop.crm.queries.http.access.oidc.OidcSettings;
import shop.crm.queries.http.access.oidc.TokenAuthenticator;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Role;
import shop.crm.standalone.config.Configuration.Auth;
import shop.crm.standalone.config.Configuration.Oidc;

/**
 * Who knows the credentials of callers, and what they may ask of the service; and what that
 * knowledge rests on.
 */
final class Callers {

  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

  private static final int CREATED = 201;

  private static final String FIRST_KEY =
      "There is no key yet, so nobody gets in. Make the first one by ./crm keys create --name admin"
          + " --platform --role admin, or set CRM_BOOTSTRAP_KEY to"
          + " crm_$(openssl rand -hex 8)_$(openssl rand -hex 32)";

  private final Auth auth;
  private final ApiKeys keys;
  private final Tenants tenants;
  private final TenantLimitsReplica limits;
  private final List<Authenticator> authenticators = new ArrayList<>();
  private final List<Supplier<ConnectorStatus>> connectors = new ArrayList<>();

  private Callers(Auth auth, ApiKeys keys, Tenants tenants, TenantLimitsReplica limits) {
    this.auth = auth;
    this.keys = keys;
    this.tenants = tenants;
    this.limits = limits;
    this.connectors.add(limits::status);
  }

  /**
   * Begins to read what is known of credentials and of limits, and lets the first caller in where
   * that is configured.
   *
   * @param kafka where Kafka is and how to get in; its topics are there
   * @param parts takes what is to be stopped
   */
  static Callers start(
      Auth auth,
      Database database,
      Map<String, Object> kafka,
      MeterRegistry metrics,
      Clock clock,
      Parts parts) {
    TenantLimitsReplica limits =
        parts.add("limits of tenants", new TenantLimitsReplica(kafka, metrics));
    limits.start();
    Callers callers =
        new Callers(
            auth, new PostgresApiKeys(database, clock), new PostgresTenants(database), limits);
    if (auth.keys()) {
      auth.bootstrapKey().ifPresent(key -> callers.place(key, clock));
      callers.readKeys(kafka, metrics, clock, parts);
    }
    auth.oidc().ifPresent(oidc -> callers.askIssuer(oidc, metrics, clock, parts));
    return callers;
  }

  private void readKeys(
      Map<String, Object> kafka, MeterRegistry metrics, Clock clock, Parts parts) {
    ApiKeyReplica replica = parts.add("keys", new ApiKeyReplica(kafka, metrics));
    KeyUses uses = parts.add("uses of keys", new KeyUses(keys, metrics));
    replica.start();
    uses.start();
    authenticators.add(new KeyAuthenticator(replica::isComplete, replica::find, uses::note, clock));
    connectors.add(replica::status);
    connectors.add(uses::status);
  }

  private void askIssuer(Oidc oidc, MeterRegistry metrics, Clock clock, Parts parts) {
    OidcSettings settings =
        new OidcSettings(
            oidc.issuer().toString(), oidc.audience(), oidc.tenantClaim(), oidc.scopesClaim());
    TokenAuthenticator tokens =
        parts.add("issuer of tokens", TokenAuthenticator.start(settings, metrics, clock));
    authenticators.add(tokens);
    connectors.add(tokens::status);
  }

  /** The audit log tells of it as of the call that makes a key. */
  private void place(KeyCredential credential, Clock clock) {
    Placed placed =
        keys.putIfAbsent(
            new KeyDraft(
                credential.id(),
                "CRM_BOOTSTRAP_KEY",
                new Grant(Optional.empty(), EnumSet.copyOf(Role.ADMIN.scopes())),
                credential.hash(),
                Optional.empty()),
            Optional.of(
                new AuditLine(
                    clock.instant(),
                    Optional.empty(),
                    AuditLine.Actor.CONFIGURATION,
                    new AuditLine.Call("POST", ApiPaths.KEYS, Optional.empty()),
                    Optional.empty(),
                    Optional.of(AuditLine.KEY + credential.id()),
                    CREATED)));
    switch (placed) {
      case CREATED -> LOG.info("CRM_BOOTSTRAP_KEY is a new key, {}", credential.id());
      case THERE -> LOG.debug("CRM_BOOTSTRAP_KEY is there");
      case OTHER_SECRET ->
          LOG.warn(
              "CRM_BOOTSTRAP_KEY has another secret than the key {} that is there, which stays",
              credential.id());
      case REVOKED ->
          LOG.warn(
              "CRM_BOOTSTRAP_KEY is a key that was revoked, {}, and stays so", credential.id());
    }
  }

  /** What the server has to know of credentials, and of how much they may ask. */
  Sources.Credentials credentials() {
    return new Sources.Credentials(List.copyOf(authenticators), keys, tenants, limits::find);
  }

  /** How connectors fare: others, and those that the knowledge of credentials rests on. */
  Supplier<List<ConnectorStatus>> statusBehind(List<Supplier<ConnectorStatus>> others) {
    List<Supplier<ConnectorStatus>> all = new ArrayList<>(others);
    all.addAll(connectors);
    return () -> all.stream().map(Supplier::get).toList();
  }

  /** How the first one gets in, as long as nobody can. */
  Optional<String> advice() {
    boolean nobody =
        auth.keys() && auth.oidc().isEmpty() && keys.list(Optional.empty(), -1, 1).isEmpty();
    return nobody ? Optional.of(FIRST_KEY) : Optional.empty();
  }
}
