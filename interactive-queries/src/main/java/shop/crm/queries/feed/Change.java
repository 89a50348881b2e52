package shop.crm.queries.feed;

import java.util.List;

/** One record of the topics, with what readers choose by. */
final class Change {

  private final int slot;
  private final long offset;
  private final ChangeType type;
  private final String tenant;
  private final String customer;
  private final byte[] json;

  /** Looked for when a reader asks first; threads that ask at once find the same. */
  private ChangeTraits data;

  /**
   * A change.
   *
   * @param slot of which partition, as a {@link ChangeLog} counts them
   * @param offset where it stands in its partition
   * @param json the CloudEvent as it is on the topic, on one line
   */
  Change(int slot, long offset, ChangeType type, String tenant, String customer, byte[] json) {
    this.slot = slot;
    this.offset = offset;
    this.type = type;
    this.tenant = tenant;
    this.customer = customer;
    this.json = json;
  }

  int slot() {
    return slot;
  }

  long offset() {
    return offset;
  }

  ChangeType type() {
    return type;
  }

  String tenant() {
    return tenant;
  }

  String customer() {
    return customer;
  }

  /** The CloudEvent on one line; not to be changed. */
  byte[] json() {
    return json;
  }

  /** Ids of the segments that the customer left or came to; none for a tier. */
  List<String> segments() {
    return data().segments();
  }

  /** Whether a fact of long ago brought it about. */
  boolean backfill() {
    return data().backfill();
  }

  private ChangeTraits data() {
    ChangeTraits found = data;
    if (found == null) {
      found = ChangeReader.data(json);
      data = found;
    }
    return found;
  }
}
