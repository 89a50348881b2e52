package shop.crm.queries.analytics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.topology.domain.TenantAggregates;

/**
 * A tenant at a glance as JSON.
 *
 * @param tiers names of the configured tiers, lowest first
 */
public record OverviewJson(List<String> tiers) {

  byte[] write(TenantAggregates aggregates, Instant asOf) {
    Money revenue = new Money(aggregates.revenueMinor());
    return JsonBytes.object(
        json -> {
          json.writeNumberField("customers", aggregates.customers());
          json.writeNumberField("scored_customers", aggregates.scored());
          json.writeNumberField("orders", aggregates.orders());
          json.writeStringField("revenue", revenue.toString());
          json.writeStringField("average_order", revenue.dividedBy(aggregates.orders()).toString());
          counts(json, "tiers", tiers(aggregates));
          counts(json, "lifecycle_stages", stages(aggregates));
          counts(json, "opt_ins", optIns(aggregates));
          RfmJson.progress(json, aggregates);
          json.writeStringField("as_of", asOf.toString());
        });
  }

  /** The ladder, then tiers that are on it no more but that customers still have. */
  private Map<String, Long> tiers(TenantAggregates aggregates) {
    Map<String, Long> counts = new LinkedHashMap<>();
    tiers.forEach(tier -> counts.put(tier, aggregates.tiers().getOrDefault(tier, 0L)));
    aggregates.tiers().forEach(counts::putIfAbsent);
    return counts;
  }

  private static Map<String, Long> optIns(TenantAggregates aggregates) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Channel.ALL.forEach(
        channel -> counts.put(channel.wire(), aggregates.optIns()[channel.ordinal()]));
    return counts;
  }

  private static Map<String, Long> stages(TenantAggregates aggregates) {
    Map<LifecycleStage, Long> counts = new EnumMap<>(LifecycleStage.class);
    for (LifecycleStage stage : LifecycleStage.values()) {
      counts.put(stage, 0L);
    }
    counts.put(LifecycleStage.PROSPECT, aggregates.customers() - aggregates.scored());
    for (RfmSegment segment : RfmSegment.values()) {
      counts.merge(
          LifecycleStage.of(Optional.of(segment)),
          aggregates.segmentCustomers()[segment.ordinal()],
          Long::sum);
    }
    Map<String, Long> named = new LinkedHashMap<>();
    counts.forEach((stage, count) -> named.put(stage.wire(), count));
    return named;
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
