package shop.crm.queries.view;

import java.util.Optional;
import shop.crm.connectors.postgres.ProfileWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.view.LiveFigures.Figures;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;

/** Who counts as a customer: whoever PostgreSQL or the stream knows. */
public final class KnownCustomers {

  private KnownCustomers() {}

  /**
   * The profile to change, locked; a customer whom only the stream knows gets one first.
   *
   * @throws ProblemException 404 if nobody knows the customer
   */
  public static StoredProfile locked(ProfileWriter writer, CustomerKey key, Figures live) {
    return writer
        .lock(key, live.customer().map(CustomerState::createdAt))
        .orElseThrow(() -> unknown(live.freshness()));
  }

  /**
   * Refuses an answer about a customer whom nobody knows: the stream has not heard yet of one who
   * was created a moment ago.
   *
   * @throws ProblemException 404 if nobody knows the customer
   */
  public static void require(Profiles profiles, CustomerKey key, Freshness freshness) {
    CustomerView.of(key, profiles.find(key), Optional.empty())
        .orElseThrow(() -> unknown(freshness));
  }

  /** The problem 404 that tells how fresh the state is in which there is no such customer. */
  public static ProblemException unknown(Freshness freshness) {
    return new ProblemException(Problem.unknownCustomer(freshness));
  }
}
