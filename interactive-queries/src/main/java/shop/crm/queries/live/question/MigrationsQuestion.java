package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.state.MigrationsRow;

/**
 * How many customers moved between which RFM segments, by day since 1970; days without a move are
 * left out.
 *
 * @param from the first day
 * @param to the last
 */
public record MigrationsQuestion(String tenant, int from, int to)
    implements PartitionQuestion<
        Map<Integer, DayMigrations>, NavigableMap<Integer, DayMigrations>> {

  static MigrationsQuestion read(Fields fields) {
    Fields.Periods days = fields.periods();
    return new MigrationsQuestion(fields.tenant(), days.from(), days.to());
  }

  @Override
  public Form form() {
    return Form.MIGRATIONS;
  }

  @Override
  public Effort effort() {
    return Effort.FIGURES;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
    json.writeNumberField("from", from);
    json.writeNumberField("to", to);
  }

  @Override
  public Map<Integer, DayMigrations> answer(OwnedPartition partition) {
    return partition.task().migrations(tenant, from, to);
  }

  @Override
  public NavigableMap<Integer, DayMigrations> merged(List<Map<Integer, DayMigrations>> partials) {
    NavigableMap<Integer, DayMigrations> sum = new TreeMap<>();
    partials.forEach(
        days -> days.forEach((day, moves) -> sum.merge(day, moves, DayMigrations::plus)));
    return sum;
  }

  @Override
  public void write(JsonGenerator json, Map<Integer, DayMigrations> partial) throws IOException {
    json.writeObjectFieldStart("days");
    for (Map.Entry<Integer, DayMigrations> day : new TreeMap<>(partial).entrySet()) {
      json.writeBinaryField(day.getKey().toString(), MigrationsRow.encode(day.getValue()));
    }
    json.writeEndObject();
  }

  @Override
  public Map<Integer, DayMigrations> partial(Fields fields) {
    Map<Integer, DayMigrations> days = new TreeMap<>();
    fields.bytesByNumber("days").forEach((day, row) -> days.put(day, MigrationsRow.decode(row)));
    return days;
  }
}
