package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.segment.SegmentRule;
import shop.crm.topology.domain.segment.Subject;

/**
 * What conditions that nobody has saved would select. All customers of the tenant are looked at,
 * row by row.
 *
 * @param compare the number of the segment that is compared with
 * @param now the moment at which customers are looked at
 */
public record PreviewQuestion(
    String tenant, Conditions conditions, OptionalInt compare, Instant now)
    implements PartitionQuestion<Preview, Preview> {

  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  /** How many rows are looked at before it is asked whether to go on. */
  private static final int ROWS_AT_ONCE = 256;

  static PreviewQuestion read(Fields fields) {
    Instant now = fields.time("now");
    Fields.require(
        !now.isBefore(Instant.EPOCH) && !now.isAfter(END_OF_TIME),
        "now is a time that no instance's clock tells");
    return new PreviewQuestion(
        fields.tenant(),
        ConditionsJson.stored(fields.any("conditions")),
        fields.optionalInteger("compare"),
        now);
  }

  @Override
  public Form form() {
    return Form.PREVIEW;
  }

  @Override
  public Effort effort() {
    return Effort.ALL_ROWS;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
    json.writeFieldName("conditions");
    json.writeRawValue(conditions.json());
    if (compare.isPresent()) {
      json.writeNumberField("compare", compare.getAsInt());
    }
    json.writeStringField("now", now.toString());
  }

  @Override
  public Preview answer(OwnedPartition partition) {
    Scan scan = new Scan(partition);
    partition.customers(tenant, scan::see);
    return new Preview(scan.count, scan.entering, scan.leaving, scan.sample);
  }

  /** Counts; keeps no more customers than a sample has. */
  private final class Scan {

    private final OwnedPartition partition;
    private final SegmentRule rule = SegmentRule.of(conditions.root());
    private final Predictions predictions;
    private final List<Listed> sample = new ArrayList<>();
    private long seen;
    private long count;
    private long entering;
    private long leaving;

    Scan(OwnedPartition partition) {
      this.partition = partition;
      this.predictions = partition.task().predictions(tenant);
    }

    boolean see(String id, CustomerState state) {
      if (seen++ % ROWS_AT_ONCE == 0 && partition.isCancelled()) {
        return false;
      }
      // Reads pages, which may have gone: what is counted comes behind it.
      boolean in = rule.holds(new Subject(new CustomerKey(tenant, id), state, predictions, now));
      boolean was = compare.isPresent() && state.memberships().isIn(compare.getAsInt());
      if (in) {
        count++;
        entering += was ? 0 : 1;
        if (sample.size() < Preview.SAMPLE) {
          sample.add(Listed.byId(id, state));
        }
      } else {
        leaving += was ? 1 : 0;
      }
      return true;
    }
  }

  @Override
  public Preview merged(List<Preview> partials) {
    return partials.stream().reduce(Preview.EMPTY, Preview::plus);
  }

  @Override
  public void write(JsonGenerator json, Preview partial) throws IOException {
    json.writeNumberField("count", partial.count());
    json.writeNumberField("entering", partial.entering());
    json.writeNumberField("leaving", partial.leaving());
    Listed.write(json, "sample", partial.sample());
  }

  @Override
  public Preview partial(Fields fields) {
    return new Preview(
        fields.number("count"),
        fields.number("entering"),
        fields.number("leaving"),
        Listed.read(fields, "sample"));
  }
}
