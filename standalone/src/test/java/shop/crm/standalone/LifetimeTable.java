package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;

/**
 * What a published model expects of customers, with none of the service's own code: by integrating
 * over the probability to leave, which no customer tells.
 *
 * @param parameters of MBG/NBD or NBD, and of Gamma-Gamma
 */
record LifetimeTable(JsonNode parameters) {

  /**
   * Of an integral over the logit of a probability: small enough for more digits than are shown.
   */
  private static final double STEP = 0.2;

  /**
   * So many times its own scale a tail is followed: what is beyond is less than e to minus that.
   */
  private static final double TAIL = 40;

  /**
   * A customer's days with orders, UTC.
   *
   * @param repeats days after the first
   * @param last days from the first to the last
   * @param age days from the first until now
   * @param repeatSpend what the orders of the days after the first come to
   */
  record Life(int repeats, double last, double age, double repeatSpend) {

    static Life of(Iterable<CohortTable.Bought> orders, LocalDate today) {
      TreeMap<LocalDate, BigDecimal> days = new TreeMap<>();
      orders.forEach(order -> days.merge(date(order.at()), order.net(), BigDecimal::add));
      LocalDate first = days.firstKey();
      BigDecimal repeatSpend =
          days.tailMap(first, false).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      return new Life(
          days.size() - 1,
          ChronoUnit.DAYS.between(first, days.lastKey()),
          ChronoUnit.DAYS.between(first, today),
          repeatSpend.doubleValue());
    }

    private static LocalDate date(Instant at) {
      return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
  }

  /** Who leaves as rarely as that buys as one who never does. */
  private static final double NOBODY = 1e-12;

  private double of(String name) {
    return parameters.get(name).asDouble();
  }

  private boolean leave() {
    return parameters.has("a");
  }

  /** Whether values have a model, too. */
  boolean values() {
    return parameters.has("q");
  }

  /** The probability that a customer has not left. */
  double alive(Life life) {
    if (!leave()) {
      return 1;
    }
    double silence =
        Math.pow(
            (of("alpha") + life.age()) / (of("alpha") + life.last()), of("r") + life.repeats());
    return 1 / (1 + of("a") / (of("b") + life.repeats()) * silence);
  }

  /** Expected days with orders among the next ones. */
  double purchases(Life life, int days) {
    double shape = of("r") + life.repeats();
    double rate = of("alpha") + life.age();
    if (!leave()) {
      return days * shape / rate;
    }
    double stay = of("b") + life.repeats() + 1;
    double sum = 0;
    double weights = 0;
    for (double logit = -TAIL / Math.min(1, of("a"));
        logit < TAIL / Math.min(1, stay);
        logit += STEP) {
      double leaving = Math.exp(-softplus(-logit));
      double weight = Math.exp(-of("a") * softplus(-logit) - stay * softplus(logit));
      double some =
          leaving < NOBODY
              ? shape * days / rate
              : -Math.expm1(-shape * Math.log1p(leaving * days / rate)) / leaving;
      sum += weight * some;
      weights += weight;
    }
    return alive(life) * sum / weights;
  }

  /** The logarithm of one and the exponential, whatever that comes to. */
  private static double softplus(double exponent) {
    return exponent > TAIL ? exponent : Math.log1p(Math.exp(exponent));
  }

  /** The expected value of such a day. */
  double value(Life life) {
    double spent = of("p") * (of("v") + life.repeatSpend());
    return spent / (of("p") * life.repeats() + of("q") - 1);
  }
}
