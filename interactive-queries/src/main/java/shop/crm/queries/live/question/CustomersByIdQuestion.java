package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.settings.Partitioning;

/**
 * Those customers of some ids of whom the stream knows, by id: only the partitions where they would
 * be are asked.
 *
 * @param ids at most 1,000
 */
public record CustomersByIdQuestion(String tenant, List<String> ids)
    implements PartitionQuestion<Map<String, CustomerState>, Map<String, CustomerState>> {

  private static final int MAX_IDS = 1_000;

  public CustomersByIdQuestion {
    ids = List.copyOf(ids);
  }

  /** Asks for customers. */
  public static CustomersByIdQuestion of(String tenant, Collection<String> ids) {
    return new CustomersByIdQuestion(tenant, List.copyOf(ids));
  }

  static CustomersByIdQuestion read(Fields fields) {
    List<String> ids = fields.texts("ids");
    Fields.require(
        ids.size() <= MAX_IDS && ids.stream().allMatch(Ids::isValid),
        "ids are too many, or one is none");
    return new CustomersByIdQuestion(fields.tenant(), ids);
  }

  @Override
  public Form form() {
    return Form.CUSTOMERS_BY_ID;
  }

  @Override
  public Effort effort() {
    return Effort.SOME_ROWS;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
    json.writeArrayFieldStart("ids");
    for (String id : ids) {
      json.writeString(id);
    }
    json.writeEndArray();
  }

  @Override
  public BitSet partitions(int count) {
    BitSet needed = new BitSet(count);
    ids.forEach(id -> needed.set(partition(id, count)));
    return needed;
  }

  private int partition(String id, int count) {
    return Partitioning.of(new CustomerKey(tenant, id).toString(), count);
  }

  @Override
  public CustomersByIdQuestion narrowedTo(BitSet partitions, int count) {
    return new CustomersByIdQuestion(tenant, idsIn(partitions::get, count));
  }

  private List<String> idsIn(IntPredicate partitions, int count) {
    return ids.stream().filter(id -> partitions.test(partition(id, count))).toList();
  }

  @Override
  public Map<String, CustomerState> answer(OwnedPartition partition) {
    return found(partition);
  }

  @Override
  public Optional<Map<String, CustomerState>> answerFromCopy(Partition copy) {
    return Optional.of(found(copy));
  }

  private Map<String, CustomerState> found(Partition partition) {
    Map<String, CustomerState> found = new TreeMap<>();
    for (String id : idsIn(number -> number == partition.number(), partition.count())) {
      partition
          .customer(new CustomerKey(tenant, id), (state, _) -> state)
          .ifPresent(state -> found.put(id, state));
    }
    return found;
  }

  @Override
  public Map<String, CustomerState> merged(List<Map<String, CustomerState>> partials) {
    Map<String, CustomerState> all = new TreeMap<>();
    partials.forEach(all::putAll);
    return all;
  }

  @Override
  public void write(JsonGenerator json, Map<String, CustomerState> partial) throws IOException {
    Listed.write(
        json,
        "customers",
        partial.entrySet().stream().map(e -> Listed.byId(e.getKey(), e.getValue())).toList());
  }

  @Override
  public Map<String, CustomerState> partial(Fields fields) {
    Map<String, CustomerState> found = new TreeMap<>();
    Listed.read(fields, "customers").forEach(one -> found.put(one.position().id(), one.state()));
    return found;
  }
}
