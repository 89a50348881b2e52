package shop.crm.queries.live;

import java.util.Optional;
import shop.crm.queries.live.question.Partition;
import shop.crm.schemas.model.CustomerKey;

/** The rows of one partition, as a standby has them. */
record CopiedPartition(int number, int count, CustomerReader reader) implements Partition {

  @Override
  public <T> Optional<T> customer(CustomerKey key, Read<T> read) {
    return reader.customer(key, read);
  }

  @Override
  public void customers(String tenant, Look look) {
    reader.customers(tenant, look);
  }
}
