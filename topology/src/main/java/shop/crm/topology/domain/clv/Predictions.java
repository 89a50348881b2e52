package shop.crm.topology.domain.clv;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * By what a tenant's customers are predicted.
 *
 * @param zone whose calendar days count
 * @param model the model in force; empty before the first fit
 */
public record Predictions(ZoneId zone, Optional<ClvModel> model) {

  /** No customer is predicted anything. */
  public static final Predictions NONE = new Predictions(ZoneOffset.UTC, Optional.empty());

  /** What is expected of a customer at a moment; nothing without orders or without a model. */
  public Optional<Forecast> forecast(Purchases purchases, Instant now) {
    return predicts()
        ? PurchaseDays.of(purchases, zone).flatMap(days -> forecast(days, today(now)))
        : Optional.empty();
  }

  /** The same of days that were counted before. */
  public Optional<Forecast> forecast(PurchaseDays purchases, int todayEpochDay) {
    return model
        .filter(known -> known.transactions().isPresent())
        .map(known -> new Forecast(known, purchases, todayEpochDay));
  }

  /** Whether there is a model that predicts something. */
  public boolean predicts() {
    return model.isPresent() && model.get().transactions().isPresent();
  }

  /** The day that it is at a moment, in days since 1970. */
  public int today(Instant now) {
    return PurchaseDays.epochDay(now, zone);
  }

  /** When a day begins, in microseconds since 1970. */
  public long startOf(int epochDay) {
    return PurchaseDays.startOf(epochDay, zone);
  }

  /** A name, without blanks, that other predictions do not have. */
  public String id() {
    return model.map(known -> Micros.of(known.fittedAt()) + "@" + zone.getId()).orElse("none");
  }
}
