package shop.crm.queries.view;

import java.util.List;
import java.util.Optional;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located;
import shop.crm.queries.live.Located.Elsewhere;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;

/**
 * One customer's live state for a request that is answered here, whoever owns the state.
 *
 * @param state where it is read
 */
public record LiveFigures(LiveState state) {

  /** What the stream knows, and how fresh that is. */
  public record Figures(Optional<CustomerState> customer, Freshness freshness) {}

  /**
   * What the stream knows of a customer.
   *
   * @throws ProblemException if nobody can tell now
   */
  public Figures of(CustomerKey key) {
    return switch (state.customer(key)) {
      case Here<Optional<CustomerState>>(var customer, var freshness) ->
          new Figures(customer, freshness);
      case Elsewhere<Optional<CustomerState>> _ -> remote(key);
      case Unavailable<Optional<CustomerState>> unavailable -> throw unavailable(unavailable);
    };
  }

  private Figures remote(CustomerKey key) {
    var found =
        Answers.here(state.ask(CustomersByIdQuestion.of(key.tenant(), List.of(key.customer()))));
    return new Figures(Optional.ofNullable(found.value().get(key.customer())), found.freshness());
  }

  /**
   * The same, from the owner itself: points that were spent since must not be spent again.
   *
   * @throws ProblemException if the owner cannot be asked now
   */
  public Figures fresh(CustomerKey key) {
    Figures figures = of(key);
    if (figures.freshness().stale()) {
      throw unavailable(new Unavailable<>(Problem.RETRY_AFTER));
    }
    return figures;
  }

  private static ProblemException unavailable(Located.Unavailable<?> unavailable) {
    return new ProblemException(
        Problem.unavailable(
            "The state that this needs is being moved or restored", unavailable.retryAfter()));
  }
}
