package shop.crm.benchmarks.faults.watch;

/**
 * What is followed from end to end.
 *
 * @param fromKafka first orders on Kafka, to the customer's first change of segment
 * @param fromRabbit the same from RabbitMQ
 * @param profiles changes of profiles over HTTP, to {@code customer.updated}
 */
public record Flows(Flow fromKafka, Flow fromRabbit, Flow profiles) {

  /** New ones. */
  public Flows() {
    this(new Flow(), new Flow(), new Flow());
  }

  /** Whether anything is overdue. */
  public boolean late() {
    return fromKafka.isLate() || fromRabbit.isLate() || profiles.isLate();
  }

  /** A customer's first change of segment is there: whichever way the order came. */
  void firstChange(String customer) {
    fromKafka.arrived(customer);
    fromRabbit.arrived(customer);
  }
}
