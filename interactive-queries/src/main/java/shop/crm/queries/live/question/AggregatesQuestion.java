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
import shop.crm.topology.domain.TenantTallies;

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
    return new Aggregates(partition.task().tallies(tenant), partition.task().segments(tenant));
  }

  @Override
  public Aggregates merged(List<Aggregates> partials) {
    return partials.stream().reduce(Aggregates.EMPTY, Aggregates::plus);
  }

  @Override
  public void write(JsonGenerator json, Aggregates partial) throws IOException {
    json.writeObjectFieldStart("tallies");
    write(json, partial.tallies());
    json.writeEndObject();
    json.writeObjectFieldStart("segments");
    write(json, partial.segments());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, TenantTallies tallies) throws IOException {
    json.writeNumberField("customers", tallies.customers());
    json.writeNumberField("orders", tallies.orders());
    json.writeNumberField("revenueMinor", tallies.revenueMinor());
    numbers(json, "segmentCustomers", tallies.segmentCustomers());
    numbers(json, "segmentRevenueMinor", tallies.segmentRevenueMinor());
    numbers(json, "recency", tallies.recency());
    numbers(json, "frequency", tallies.frequency());
    numbers(json, "monetary", tallies.monetary());
    json.writeObjectFieldStart("tiers");
    for (Map.Entry<String, Long> tier : new TreeMap<>(tallies.tiers()).entrySet()) {
      json.writeNumberField(tier.getKey(), tier.getValue());
    }
    json.writeEndObject();
    numbers(json, "optIns", tallies.optIns());
    json.writeObjectFieldStart("rules");
    json.writeNumberField("version", tallies.rules().version());
    json.writeNumberField("brought", tallies.rules().brought());
    json.writeNumberField("customers", tallies.rules().customers());
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
    return new Aggregates(tallies(fields.object("tallies")), segments(fields.object("segments")));
  }

  private static TenantTallies tallies(Fields fields) {
    Fields rules = fields.object("rules");
    return new TenantTallies(
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
