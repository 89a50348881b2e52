package shop.crm.standalone.config;

import static java.util.Locale.ROOT;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.crm.standalone.config.Configuration.Auth;
import shop.crm.standalone.config.Configuration.Credential;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.config.Configuration.Oidc;

/**
 * Reads how callers prove who they are: somebody has to choose, but where it is for development.
 */
final class AuthReader {

  private static final int LONGEST = 256;

  private final SettingReader settings;
  private final Missing missing;

  AuthReader(SettingReader settings, Missing missing) {
    this.settings = settings;
    this.missing = missing;
  }

  Auth read() {
    Set<Credential> credentials = credentials();
    return new Auth(
        credentials,
        credentials.contains(Credential.KEYS)
            ? settings.read(Setting.CRM_BOOTSTRAP_KEY, Form.bootstrapKey())
            : Optional.empty(),
        credentials.contains(Credential.OIDC) ? oidc() : Optional.empty());
  }

  private Set<Credential> credentials() {
    Optional<Set<Credential>> chosen =
        switch (missing) {
          case REFUSED -> settings.require(Setting.CRM_AUTH, Form.credentials());
          case EMBEDDED -> settings.read(Setting.CRM_AUTH, Form.credentials());
        };
    return chosen.orElse(Set.of());
  }

  private Optional<Oidc> oidc() {
    Optional<URI> issuer = settings.require(Setting.CRM_OIDC_ISSUER, Form.issuer());
    Optional<String> audience = settings.require(Setting.CRM_OIDC_AUDIENCE, Form.text(LONGEST));
    String tenant = settings.read(Setting.CRM_OIDC_TENANT_CLAIM, Form.text(LONGEST), "tenant");
    String scopes = settings.read(Setting.CRM_OIDC_SCOPES_CLAIM, Form.text(LONGEST), "scope");
    return issuer.flatMap(address -> audience.map(whom -> new Oidc(address, whom, tenant, scopes)));
  }

  /** What is set and has no effect. */
  List<String> notes(Auth auth) {
    List<String> notes = new ArrayList<>();
    if (!auth.keys()) {
      notes.addAll(unused(Credential.KEYS, Setting.CRM_BOOTSTRAP_KEY));
    }
    if (auth.oidc().isEmpty()) {
      notes.addAll(
          unused(
              Credential.OIDC,
              Setting.CRM_OIDC_ISSUER,
              Setting.CRM_OIDC_AUDIENCE,
              Setting.CRM_OIDC_TENANT_CLAIM,
              Setting.CRM_OIDC_SCOPES_CLAIM));
    }
    return notes;
  }

  private List<String> unused(Credential credential, Setting... of) {
    List<String> notes = new ArrayList<>();
    for (Setting setting : of) {
      if (settings.text(setting).isPresent()) {
        notes.add(
            setting + " has no effect: CRM_AUTH has no " + credential.name().toLowerCase(ROOT));
      }
    }
    return notes;
  }
}
