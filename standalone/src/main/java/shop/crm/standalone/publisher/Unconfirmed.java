package shop.crm.standalone.publisher;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ReturnListener;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What was published and not yet confirmed: bounded, and the place where the first failure is kept.
 * The publishing thread waits here for the thread of the connection.
 */
final class Unconfirmed implements ConfirmListener, ReturnListener, ShutdownListener {

  private final int bound;
  private final NavigableSet<Long> outstanding = new TreeSet<>();
  private long confirmed;
  private Optional<String> failure = Optional.empty();

  Unconfirmed(int bound) {
    this.bound = bound;
  }

  /** Waits until there is room for one more, then enters it. */
  synchronized void enter(long sequence, Duration patience) throws PublishFailed {
    await(bound - 1, patience);
    outstanding.add(sequence);
  }

  /** Waits until everything is confirmed. */
  synchronized void awaitAll(Duration patience) throws PublishFailed {
    await(0, patience);
  }

  synchronized long confirmed() {
    return confirmed;
  }

  private void await(int atMost, Duration patience) throws PublishFailed {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (failure.isEmpty() && outstanding.size() > atMost) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new PublishFailed(
              "the broker has not confirmed "
                  + outstanding.size()
                  + " messages within "
                  + patience.toSeconds()
                  + " s");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishFailed("interrupted while waiting for the broker's confirms", e);
    }
    if (failure.isPresent()) {
      throw new PublishFailed(failure.get());
    }
  }

  @Override
  public void handleAck(long sequence, boolean multiple) {
    settle(sequence, multiple, true);
  }

  @Override
  public void handleNack(long sequence, boolean multiple) {
    synchronized (this) {
      fail(
          "the broker refused a message (nack): no queue takes it, or none has room: is the service running?");
      settle(sequence, multiple, false);
    }
  }

  @Override
  public void handleReturn(
      int code,
      String text,
      String exchange,
      String routingKey,
      AMQP.BasicProperties properties,
      byte[] body) {
    fail(
        "no queue takes "
            + routingKey
            + " from exchange "
            + exchange
            + " ("
            + code
            + " "
            + text
            + "): is the service running?");
  }

  @Override
  public void shutdownCompleted(ShutdownSignalException cause) {
    if (!cause.isInitiatedByApplication()) {
      fail("the broker closed the connection: " + cause.getMessage());
    }
  }

  private synchronized void fail(String why) {
    if (failure.isEmpty()) {
      failure = Optional.of(why);
    }
    notifyAll();
  }

  private synchronized void settle(long sequence, boolean multiple, boolean accepted) {
    NavigableSet<Long> settled =
        multiple
            ? outstanding.headSet(sequence, true)
            : outstanding.subSet(sequence, true, sequence, true);
    if (accepted) {
      confirmed += settled.size();
    }
    settled.clear();
    notifyAll();
  }
}
