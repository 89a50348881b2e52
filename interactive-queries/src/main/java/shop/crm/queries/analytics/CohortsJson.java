package shop.crm.queries.analytics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.crm.schemas.model.Money;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Granularity;

/** Cohorts as JSON, the oldest first, each with every period up to the tenant's last. */
public final class CohortsJson {

  private CohortsJson() {}

  static void write(
      JsonGenerator json, Granularity granularity, CohortAggregates aggregates, Instant asOf)
      throws IOException {
    json.writeStringField("granularity", granularity.wire());
    json.writeArrayFieldStart("cohorts");
    for (Map.Entry<Integer, List<Cell>> cohort : new TreeMap<>(aggregates.cohorts()).entrySet()) {
      int periods = aggregates.last() - cohort.getKey() + 1;
      write(json, granularity.label(cohort.getKey()), cohort.getValue(), periods);
    }
    json.writeEndArray();
    json.writeStringField("as_of", asOf.toString());
  }

  private static void write(JsonGenerator json, String name, List<Cell> cells, int periods)
      throws IOException {
    // Whoever is of a cohort has ordered in its first period.
    long size = cells.getFirst().customers();
    long cumulative = 0;
    json.writeStartObject();
    json.writeStringField("cohort", name);
    json.writeNumberField("size", size);
    json.writeArrayFieldStart("periods");
    for (int k = 0; k < periods; k++) {
      Cell cell = k < cells.size() ? cells.get(k) : Cell.NOTHING;
      cumulative += cell.revenueMinor();
      json.writeStartObject();
      json.writeNumberField("period", k);
      json.writeNumberField("customers", cell.customers());
      json.writeNumberField("retention", (double) cell.customers() / size);
      json.writeStringField("revenue", new Money(cell.revenueMinor()).toString());
      json.writeStringField("cumulative_revenue", new Money(cumulative).toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
