package shop.crm.standalone.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.queries.http.access.oidc.OidcSettings;
import shop.crm.queries.http.access.oidc.TokenAuthenticator;
import shop.crm.standalone.config.Configuration.Auth;
import shop.crm.standalone.config.Configuration.Oidc;

/**
 * Who finds out who calls.
 *
 * @param authenticators who know credentials; none where everybody may ask for everything
 * @param statuses how those fare on whom they depend
 */
record Callers(List<Authenticator> authenticators, List<Supplier<ConnectorStatus>> statuses) {

  /** Starts those that the configuration names; they stop with the other parts. */
  static Callers start(Auth auth, MeterRegistry metrics, Clock clock, Parts parts) {
    List<Authenticator> authenticators = new ArrayList<>();
    List<Supplier<ConnectorStatus>> statuses = new ArrayList<>();
    auth.oidc()
        .map(oidc -> TokenAuthenticator.start(settings(oidc), metrics, clock))
        .ifPresent(
            tokens -> {
              parts.add("tokens", tokens);
              authenticators.add(tokens);
              statuses.add(tokens::status);
            });
    return new Callers(List.copyOf(authenticators), List.copyOf(statuses));
  }

  private static OidcSettings settings(Oidc oidc) {
    return new OidcSettings(
        oidc.issuer().toString(), oidc.audience(), oidc.tenantClaim(), oidc.scopesClaim());
  }

  /** How those fare, and others beside them. */
  Supplier<List<ConnectorStatus>> statusesWith(List<Supplier<ConnectorStatus>> others) {
    List<Supplier<ConnectorStatus>> all =
        Stream.concat(others.stream(), statuses.stream()).toList();
    return () -> all.stream().map(Supplier::get).toList();
  }
}
