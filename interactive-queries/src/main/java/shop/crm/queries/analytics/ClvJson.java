package shop.crm.queries.analytics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.queries.http.Json;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Forecast;
import shop.crm.topology.domain.clv.Prediction;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.Spend;
import shop.crm.topology.domain.clv.Transactions;

/** Lifetime value as JSON: of one customer, and the model of all. */
public final class ClvJson {

  private static final String NOT_FITTED = "No model has been fitted to the customers yet.";
  private static final String NO_ORDERS = "The customer has no orders that count.";

  private ClvJson() {}

  /**
   * What a customer has spent, and is expected to.
   *
   * @param horizons days to look ahead
   */
  static byte[] customer(
      Purchases purchases, Predictions predictions, List<Integer> horizons, Instant now) {
    Optional<Forecast> forecast = predictions.forecast(purchases, now);
    return JsonBytes.object(
        json -> {
          historical(json, purchases);
          if (forecast.isPresent()) {
            json.writeArrayFieldStart("predicted");
            for (int days : horizons) {
              predicted(json, forecast.get(), days);
            }
            json.writeEndArray();
          } else {
            json.writeNullField("predicted");
            json.writeStringField("reason", reason(predictions.model()).orElse(NO_ORDERS));
          }
          model(json, predictions.model());
        });
  }

  /** The model of a tenant. */
  static byte[] tenant(Optional<ClvModel> model) {
    return JsonBytes.object(
        json -> {
          model(json, model);
          Json.text(json, "reason", reason(model));
        });
  }

  /** Why nobody is predicted anything; empty where somebody is. */
  private static Optional<String> reason(Optional<ClvModel> model) {
    return model.isPresent() ? model.get().reason() : Optional.of(NOT_FITTED);
  }

  private static void historical(JsonGenerator json, Purchases purchases) throws IOException {
    json.writeObjectFieldStart("historical");
    json.writeStringField("value", purchases.spent().toString());
    json.writeNumberField("orders", purchases.count());
    json.writeStringField(
        "average_order_value", purchases.spent().dividedBy(purchases.count()).toString());
    Json.text(json, "first_order_date", purchases.first());
    Json.text(json, "last_order_date", purchases.last());
    json.writeEndObject();
  }

  private static void predicted(JsonGenerator json, Forecast forecast, int days)
      throws IOException {
    Prediction prediction = forecast.within(days);
    json.writeStartObject();
    json.writeNumberField("horizon_days", days);
    json.writeNumberField("expected_orders", decimal(prediction.expectedPurchases()));
    json.writeNumberField("probability_alive", decimal(prediction.probabilityAlive()));
    json.writeStringField(
        "average_order_value", Forecast.money(prediction.purchaseValue()).toString());
    Json.text(json, "value", forecast.value(days));
    json.writeEndObject();
  }

  private static BigDecimal decimal(double number) {
    return BigDecimal.valueOf(Forecast.tenThousandths(number), 4);
  }

  private static void model(JsonGenerator json, Optional<ClvModel> fitted) throws IOException {
    if (fitted.isEmpty()) {
      json.writeNullField("model");
      return;
    }
    ClvModel model = fitted.get();
    json.writeObjectFieldStart("model");
    Json.text(
        json,
        "name",
        model
            .transactions()
            .flatMap(buying -> model.spend().map(it -> buying.name() + " with " + it.name())));
    json.writeObjectFieldStart("parameters");
    Stream<Map<String, Double>> parts =
        Stream.concat(
            model.transactions().map(Transactions::parameters).stream(),
            model.spend().map(Spend::parameters).stream());
    for (Map<String, Double> part : parts.toList()) {
      for (Map.Entry<String, Double> parameter : part.entrySet()) {
        json.writeNumberField(parameter.getKey(), parameter.getValue());
      }
    }
    json.writeEndObject();
    json.writeStringField("fitted_at", model.fittedAt().toString());
    json.writeNumberField("customers", model.customers());
    json.writeNumberField("repeat_buyers", model.repeatBuyers());
    json.writeNumberField("log_likelihood", model.logLikelihood());
    json.writeArrayFieldStart("notes");
    for (String note : model.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
