package shop.crm.benchmarks.faults.traffic;

import shop.crm.schemas.model.fact.InboundEvent;

/** A way into the service. To be used by one thread. */
interface OrderWay extends AutoCloseable {

  /** What its customers are called by. */
  String prefix();

  /** Sends an event, again and again if need be, until it is confirmed. */
  void send(InboundEvent event) throws InterruptedException;

  @Override
  void close();
}
