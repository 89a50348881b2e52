package shop.crm.queries.live.question;

import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;

/** The stored customers of one partition: its owner's, or a copy. */
public interface Partition {

  /** Which one it is. */
  int number();

  /** How many partitions there are. */
  int count();

  /** Makes something of a customer, and of how many bytes the row has. */
  interface Read<T> {
    /** Called again where the customer changes meanwhile. */
    T of(CustomerState state, int bytes);
  }

  /** Looks at one customer after the other. */
  interface Look {
    /**
     * Looks at one; called again for the same where that one changes meanwhile.
     *
     * @return whether to go on
     */
    boolean at(String id, CustomerState state);
  }

  /**
   * What {@code read} makes of a customer, who is in this partition.
   *
   * @throws InvalidStateStoreException if the partition moves away, or the customer changes again
   *     and again while it is read
   */
  <T> Optional<T> customer(CustomerKey key, Read<T> read);

  /**
   * Looks at a tenant's customers in the order of their ids.
   *
   * @throws InvalidStateStoreException as above
   */
  void customers(String tenant, Look look);
}
