package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Fits the models to a tenant's customers by maximum likelihood. */
public final class ClvFit {

  /** Fewer repeat buyers say too little about the others. */
  public static final int LEAST_REPEAT_BUYERS = 50;

  private ClvFit() {}

  /**
   * The models that make what the customers did until today most probable.
   *
   * @param todayEpochDay until when purchases are known, in the tenant's calendar
   */
  public static ClvModel fit(PurchaseHistogram histogram, int todayEpochDay, Instant fittedAt) {
    return new ClvModel(
        fittedAt,
        histogram.customers(),
        histogram.repeatBuyers(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("Not fitted yet on day " + todayEpochDay + "."),
        List.of(),
        0);
  }
}
