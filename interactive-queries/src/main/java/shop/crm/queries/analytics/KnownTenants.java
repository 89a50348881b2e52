package shop.crm.queries.analytics;

import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.Aggregates;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.topology.domain.TenantAggregates;

/**
 * Tells which tenants there are: those that have customers, wherever they are. A name alone makes
 * none.
 */
public record KnownTenants(LiveState state, Profiles profiles) {

  /**
   * Requires that a tenant has customers. The stream knows those whom an order has just named, and
   * PostgreSQL those whom the stream has not heard of yet.
   *
   * @throws ProblemException 404 if it has none; 503 if that cannot be told now
   */
  void require(String tenant) {
    Located<TenantAggregates> live =
        state.ask(new AggregatesQuestion(tenant)).map(Aggregates::aggregates);
    boolean known =
        live instanceof Here<TenantAggregates>(TenantAggregates aggregates, _)
            && aggregates.customers() > 0;
    if (!known && profiles.list(tenant, ProfileQuery.all(1)).isEmpty()) {
      Answers.here(live);
      throw new ProblemException(Problem.unknownTenant());
    }
  }
}
