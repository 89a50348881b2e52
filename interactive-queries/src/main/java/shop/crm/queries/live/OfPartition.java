package shop.crm.queries.live;

/** Figures of the customers of one partition: those of all are known once each has told its own. */
public interface OfPartition {

  /** The partition. */
  int partition();
}
