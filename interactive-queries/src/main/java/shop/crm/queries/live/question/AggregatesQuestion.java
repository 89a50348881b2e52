package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;

/** How many customers a tenant has, of what kinds, and what they spent. */
public record AggregatesQuestion(String tenant)
    implements PartitionQuestion<Aggregates, Aggregates> {

  private static final int SCORES = 5;

  static AggregatesQuestion read(Fields fields) {
    return new AggregatesQuestion(fields.tenant());
  }

  @Override
  public Form form() {
    return Form.AGGREGATES;
  }

  @Override
  public Effort effort() {
    return Effort.FIGURES;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
  }

  @Override
  public Aggregates answer(OwnedPartition partition) {
    return new Aggregates(partition.task().aggregates(tenant), partition.task().segments(tenant));
  }

  @Override
  public Aggregates merged(List<Aggregates> partials) {
    return partials.stream().reduce(Aggregates.EMPTY, Aggregates::plus);
  }

  @Override
  public void write(JsonGenerator json, Aggregates partial) throws IOException {
    json.writeObjectFieldStart("tallies");
    write(json, partial.aggregates());
    json.writeEndObject();
    json.writeObjectFieldStart("segments");
    write(json, partial.segments());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, TenantAggregates aggregates) throws IOException {
    json.writeNumberField("customers", aggregates.customers());
    json.writeNumberField("orders", aggregates.orders());
    json.writeNumberField("revenueMinor", aggregates.revenueMinor());
    numbers(json, "segmentCustomers", aggregates.segmentCustomers());
    numbers(json, "segmentRevenueMinor", aggregates.segmentRevenueMinor());
    numbers(json, "recency", aggregates.recency());
    numbers(json, "frequency", aggregates.frequency());
    numbers(json, "monetary", aggregates.monetary());
    json.writeObjectFieldStart("tiers");
    for (Map.Entry<String, Long> tier : new TreeMap<>(aggregates.tiers()).entrySet()) {
      json.writeNumberField(tier.getKey(), tier.getValue());
    }
    json.writeEndObject();
    numbers(json, "optIns", aggregates.optIns());
    json.writeObjectFieldStart("rules");
    json.writeNumberField("version", aggregates.rules().version());
    json.writeNumberField("brought", aggregates.rules().brought());
    json.writeNumberField("customers", aggregates.rules().customers());
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String name, long[] numbers) throws IOException {
    json.writeFieldName(name);
    json.writeArray(numbers, 0, numbers.length);
  }

  private static void write(JsonGenerator json, SegmentCounts segments) throws IOException {
    json.writeObjectFieldStart("members");
    for (Map.Entry<Integer, Long> segment : new TreeMap<>(segments.members()).entrySet()) {
      json.writeNumberField(segment.getKey().toString(), segment.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("revision", segments.revision());
    json.writeNumberField("visited", segments.visited());
    json.writeNumberField("customers", segments.customers());
  }

  @Override
  public Aggregates partial(Fields fields) {
    return new Aggregates(
        aggregates(fields.object("tallies")), segments(fields.object("segments")));
  }

  private static TenantAggregates aggregates(Fields fields) {
    Fields rules = fields.object("rules");
    return new TenantAggregates(
        fields.number("customers"),
        fields.number("orders"),
        fields.number("revenueMinor"),
        fields.numbers("segmentCustomers", RfmSegment.ALL.size()),
        fields.numbers("segmentRevenueMinor", RfmSegment.ALL.size()),
        fields.numbers("recency", SCORES),
        fields.numbers("frequency", SCORES),
        fields.numbers("monetary", SCORES),
        fields.countsByName("tiers"),
        fields.numbers("optIns", Channel.ALL.size()),
        new RulesProgress(
            rules.number("version"), rules.number("brought"), rules.number("customers")));
  }

  private static SegmentCounts segments(Fields fields) {
    Map<Integer, Long> members = new TreeMap<>();
    fields
        .countsByName("members")
        .forEach((number, count) -> members.put(Integer.valueOf(number), count));
    return new SegmentCounts(
        members, fields.number("revision"), fields.number("visited"), fields.number("customers"));
  }
}
