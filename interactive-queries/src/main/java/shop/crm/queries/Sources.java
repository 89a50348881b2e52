package shop.crm.queries;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.AuditLog;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Tenants;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.queries.jobs.ClvFits;
import shop.crm.queries.jobs.Recalculations;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.topology.rules.RulesInForce;

/**
 * What the server answers from. Only the feed is closed with the server.
 *
 * @param state what the stream knows
 * @param profiles the system of record of profiles
 * @param segments the system of record of segments
 * @param feed the changes as they are published
 * @param jobs what is worked out on request
 * @param connectors how the connectors fare now
 * @param credentials who may ask, and how much
 * @param audit what tells who did
 * @param rules by which customers are judged now
 */
public record Sources(
    LiveState state,
    Profiles profiles,
    Segments segments,
    Feed feed,
    Jobs jobs,
    Supplier<List<ConnectorStatus>> connectors,
    Credentials credentials,
    AuditLog audit,
    RulesInForce rules) {

  /**
   * What is worked out on request.
   *
   * @param recalculations takes requests for new thresholds
   * @param fits takes requests for new models of lifetime value
   */
  public record Jobs(Recalculations recalculations, ClvFits fits) {}

  /**
   * Who may ask, and how much.
   *
   * @param authenticators who know credentials; none where everybody may ask for everything
   * @param keys the system of record of API keys
   * @param tenants the system of record of tenants' limits
   * @param limits what is set for a tenant now, where anything is: asked with each request
   */
  public record Credentials(
      List<Authenticator> authenticators,
      ApiKeys keys,
      Tenants tenants,
      Function<String, Optional<TenantLimits>> limits) {}
}
