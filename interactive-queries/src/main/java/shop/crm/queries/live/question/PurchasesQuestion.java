package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/** How a tenant's customers bought. */
public record PurchasesQuestion(String tenant)
    implements PartitionQuestion<PurchaseHistogram, PurchaseHistogram> {

  static PurchasesQuestion read(Fields fields) {
    return new PurchasesQuestion(fields.tenant());
  }

  @Override
  public Form form() {
    return Form.PURCHASES;
  }

  /** Adding up takes a pass over all customers. */
  @Override
  public Effort effort() {
    return Effort.MEMORY;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
  }

  @Override
  public PurchaseHistogram answer(OwnedPartition partition) {
    return partition.task().purchases(tenant);
  }

  @Override
  public PurchaseHistogram merged(List<PurchaseHistogram> partials) {
    return partials.stream().reduce(new PurchaseHistogram(), PurchaseHistogram::plus);
  }

  @Override
  public void write(JsonGenerator json, PurchaseHistogram partial) throws IOException {
    json.writeBinaryField("purchases", partial.encode());
  }

  @Override
  public PurchaseHistogram partial(Fields fields) {
    return PurchaseHistogram.decode(fields.bytes("purchases"));
  }
}
