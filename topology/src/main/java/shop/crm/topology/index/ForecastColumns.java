package shop.crm.topology.index;

import java.util.Arrays;
import java.util.Optional;
import shop.crm.schemas.model.Money;
import shop.crm.topology.domain.clv.Forecast;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseDays;

/**
 * What is expected of customers on one day by one model, as columns, by slot; computed where a list
 * is first sorted by it, and anew for those who have changed since. Written under the lock of its
 * customer index, by those who list.
 */
final class ForecastColumns {

  /** Of no customers. */
  static final ForecastColumns NOTHING = new ForecastColumns(Predictions.NONE, 0, 0);

  /** No change has this number. */
  private static final int NEVER = -1;

  private final Predictions predictions;
  private final int today;
  private final long[] values;
  private final int[] alive;
  private final int[] computedAt;

  private ForecastColumns(Predictions predictions, int today, int capacity) {
    this.predictions = predictions;
    this.today = today;
    values = new long[capacity];
    alive = new int[capacity];
    computedAt = new int[capacity];
    Arrays.fill(computedAt, NEVER);
  }

  private ForecastColumns(ForecastColumns from, int capacity) {
    predictions = from.predictions;
    today = from.today;
    values = Arrays.copyOf(from.values, capacity);
    alive = Arrays.copyOf(from.alive, capacity);
    computedAt = Arrays.copyOf(from.computedAt, capacity);
    Arrays.fill(computedAt, from.computedAt.length, capacity, NEVER);
  }

  /** These columns, or new ones where they are of another day, model or size. */
  ForecastColumns of(Predictions wanted, int day, int capacity) {
    if (wanted != predictions || day != today) {
      return new ForecastColumns(wanted, day, capacity);
    }
    return capacity > values.length ? new ForecastColumns(this, capacity) : this;
  }

  /** Computes what is not known yet of a customer, or has changed. */
  void refresh(int slot, PurchaseColumns purchases) {
    int change = purchases.change(slot);
    if (change == computedAt[slot]) {
      return;
    }
    Optional<PurchaseDays> days = purchases.get(slot);
    Optional<Forecast> forecast = days.flatMap(known -> predictions.forecast(known, today));
    if (forecast.isPresent()) {
      values[slot] = forecast.get().value(Forecast.YEAR).map(Money::minor).orElse(Columns.NONE);
      alive[slot] = (int) forecast.get().aliveTenThousandths();
    } else {
      values[slot] = Columns.NONE;
      alive[slot] = -1;
    }
    computedAt[slot] = change;
  }

  long value(CustomerQuery.Sort sort, int slot) {
    return sort == CustomerQuery.Sort.PREDICTED_CLV_365
        ? values[slot]
        : alive[slot] < 0 ? Columns.NONE : alive[slot];
  }
}
