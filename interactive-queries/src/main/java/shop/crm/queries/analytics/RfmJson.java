package shop.crm.queries.analytics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.queries.http.Json;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.TenantAggregates;

/**
 * The RFM analysis of a tenant as JSON.
 *
 * @param rules where the edges of the scores lie
 */
public record RfmJson(RfmRules rules) {

  byte[] write(TenantAggregates aggregates, Thresholds thresholds, Instant asOf) {
    return JsonBytes.object(
        json -> {
          segments(json, aggregates);
          json.writeObjectFieldStart("distribution");
          scores(json, "recency", aggregates.recency());
          scores(json, "frequency", aggregates.frequency());
          scores(json, "monetary", aggregates.monetary());
          json.writeEndObject();
          thresholds(json, thresholds);
          json.writeNumberField("customers", aggregates.scored());
          progress(json, aggregates);
          json.writeStringField("as_of", asOf.toString());
        });
  }

  /** Whether customers are still being brought to what is in force, and how far that is. */
  static void progress(JsonGenerator json, TenantAggregates aggregates) throws IOException {
    json.writeBooleanField("computing", aggregates.rules().left() > 0);
    json.writeNumberField("progress", aggregates.rules().progress());
  }

  private record Row(RfmSegment segment, long customers, Money revenue) {}

  private static void segments(JsonGenerator json, TenantAggregates aggregates) throws IOException {
    List<Row> rows =
        Stream.of(RfmSegment.values())
            .map(
                segment ->
                    new Row(
                        segment,
                        aggregates.segmentCustomers()[segment.ordinal()],
                        new Money(aggregates.segmentRevenueMinor()[segment.ordinal()])))
            .sorted(
                Comparator.comparing(Row::revenue)
                    .reversed()
                    .thenComparing(row -> row.segment().displayName()))
            .toList();
    long scored = aggregates.scored();
    json.writeArrayFieldStart("segments");
    for (Row row : rows) {
      json.writeStartObject();
      json.writeStringField("name", row.segment().displayName());
      json.writeNumberField("count", row.customers());
      json.writeNumberField("percentage", percentage(row.customers(), scored));
      json.writeStringField("avgRevenue", row.revenue().dividedBy(row.customers()).toString());
      json.writeStringField("totalRevenue", row.revenue().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static BigDecimal percentage(long part, long whole) {
    return BigDecimal.valueOf(part * 100)
        .divide(BigDecimal.valueOf(Math.max(1, whole)), 2, RoundingMode.HALF_UP);
  }

  private static void scores(JsonGenerator json, String name, long[] counts) throws IOException {
    json.writeObjectFieldStart(name);
    for (int score = 1; score <= counts.length; score++) {
      json.writeNumberField(String.valueOf(score), counts[score - 1]);
    }
    json.writeEndObject();
  }

  private void thresholds(JsonGenerator json, Thresholds thresholds) throws IOException {
    json.writeObjectFieldStart("thresholds");
    Json.numbers(json, "recency_days", rules.recencyDays());
    Json.numbers(json, "frequency_orders", RfmRules.FREQUENCY_ORDERS);
    json.writeArrayFieldStart("monetary");
    for (Optional<Money> threshold : thresholds.monetary()) {
      json.writeString(threshold.map(Money::toString).orElse(null));
    }
    json.writeEndArray();
    if (thresholds.version() == 0) {
      json.writeNullField("calculated_at");
    } else {
      json.writeStringField("calculated_at", thresholds.calculatedAt().toString());
    }
    json.writeEndObject();
  }
}
