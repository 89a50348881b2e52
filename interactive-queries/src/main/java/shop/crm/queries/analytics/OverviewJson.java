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
import shop.crm.topology.domain.TenantTallies;

/**
 * A tenant at a glance as JSON.
 *
 * @param tiers names of the configured tiers, lowest first
 */
public record OverviewJson(List<String> tiers) {

  byte[] write(TenantTallies tallies, Instant asOf) {
    Money revenue = new Money(tallies.revenueMinor());
    return JsonBytes.object(
        json -> {
          json.writeNumberField("customers", tallies.customers());
          json.writeNumberField("scored_customers", tallies.scored());
          json.writeNumberField("orders", tallies.orders());
          json.writeStringField("revenue", revenue.toString());
          json.writeStringField("average_order", revenue.dividedBy(tallies.orders()).toString());
          counts(json, "tiers", tiers(tallies));
          counts(json, "lifecycle_stages", stages(tallies));
          counts(json, "opt_ins", optIns(tallies));
          RfmJson.progress(json, tallies);
          json.writeStringField("as_of", asOf.toString());
        });
  }

  /** The ladder, then tiers that are on it no more but that customers still have. */
  private Map<String, Long> tiers(TenantTallies tallies) {
    Map<String, Long> counts = new LinkedHashMap<>();
    tiers.forEach(tier -> counts.put(tier, tallies.tiers().getOrDefault(tier, 0L)));
    tallies.tiers().forEach(counts::putIfAbsent);
    return counts;
  }

  private static Map<String, Long> optIns(TenantTallies tallies) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Channel.ALL.forEach(channel -> counts.put(channel.wire(), tallies.optIns()[channel.ordinal()]));
    return counts;
  }

  private static Map<String, Long> stages(TenantTallies tallies) {
    Map<LifecycleStage, Long> counts = new EnumMap<>(LifecycleStage.class);
    for (LifecycleStage stage : LifecycleStage.values()) {
      counts.put(stage, 0L);
    }
    counts.put(LifecycleStage.PROSPECT, tallies.customers() - tallies.scored());
    for (RfmSegment segment : RfmSegment.values()) {
      counts.merge(
          LifecycleStage.of(Optional.of(segment)),
          tallies.segmentCustomers()[segment.ordinal()],
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
