package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Granularity;

/**
 * How customers come back, by when they first came.
 *
 * @param granularity how long periods are
 * @param from the first cohort, by the number of its period
 * @param to the last, likewise
 */
public record CohortsQuestion(String tenant, Granularity granularity, int from, int to)
    implements PartitionQuestion<CohortAggregates, CohortAggregates> {

  static CohortsQuestion read(Fields fields) {
    Fields.Periods periods = fields.periods();
    return new CohortsQuestion(
        fields.tenant(),
        Granularity.named(fields.text("granularity"))
            .orElseThrow(() -> new IllegalArgumentException("granularity is not known")),
        periods.from(),
        periods.to());
  }

  @Override
  public Form form() {
    return Form.COHORTS;
  }

  @Override
  public Effort effort() {
    return Effort.FIGURES;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
    json.writeStringField("granularity", granularity.wire());
    json.writeNumberField("from", from);
    json.writeNumberField("to", to);
  }

  @Override
  public CohortAggregates answer(OwnedPartition partition) {
    return partition.task().cohorts(tenant, granularity, from, to);
  }

  @Override
  public CohortAggregates merged(List<CohortAggregates> partials) {
    return partials.stream().reduce(CohortAggregates.EMPTY, CohortAggregates::plus);
  }

  @Override
  public void write(JsonGenerator json, CohortAggregates partial) throws IOException {
    json.writeObjectFieldStart("cohorts");
    json.writeObjectFieldStart("cohorts");
    for (Map.Entry<Integer, List<Cell>> cohort : new TreeMap<>(partial.cohorts()).entrySet()) {
      json.writeArrayFieldStart(cohort.getKey().toString());
      for (Cell cell : cohort.getValue()) {
        json.writeStartObject();
        json.writeNumberField("customers", cell.customers());
        json.writeNumberField("revenueMinor", cell.revenueMinor());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeNumberField("last", partial.last());
    json.writeEndObject();
  }

  @Override
  public CohortAggregates partial(Fields fields) {
    Fields aggregates = fields.object("cohorts");
    return new CohortAggregates(
        aggregates.byNumber("cohorts", CohortsQuestion::cells), aggregates.integer("last"));
  }

  private static List<Cell> cells(JsonNode list) {
    Fields.require(list.isArray(), "a cohort is not a list");
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : list) {
      Fields fields = new Fields(cell);
      cells.add(new Cell(fields.number("customers"), fields.number("revenueMinor")));
    }
    return cells;
  }
}
