package shop.crm.benchmarks.fuzz.amqp;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Publishes malformed messages, on a connection that the broker may close; then on another. Not
 * safe for use by many threads.
 */
public final class BadStream implements AutoCloseable {

  private final URI broker;
  private final BadMessages messages;
  private Optional<Publisher> publisher = Optional.empty();
  private long number;
  private long refused;
  private boolean uncertain;

  /** A stream from the first message on. */
  public BadStream(URI broker, BadMessages messages) {
    this.broker = broker;
    this.messages = messages;
  }

  /** How many were published. */
  public long published() {
    return number;
  }

  /** How many of them must be dead letters. */
  long refused() {
    return refused;
  }

  /** Whether the broker has closed a connection, so that it is not known what it has. */
  boolean uncertain() {
    return uncertain;
  }

  /** Publishes the next message. */
  public void next() throws IOException {
    BadMessage message = messages.make(number);
    number++;
    try {
      open().publish(message.routingKey(), message.properties(), message.body());
      refused += message.refused() ? 1 : 0;
    } catch (IOException _) {
      lost();
    }
  }

  /** Waits until the broker has them. */
  public void confirm() throws InterruptedException, IOException {
    try {
      open().confirm();
    } catch (IOException _) {
      lost();
    }
  }

  private Publisher open() throws IOException {
    if (publisher.isEmpty()) {
      publisher = Optional.of(Publisher.connect(broker));
    }
    return publisher.get();
  }

  /** The broker does not want such a message: what it took before is not known. */
  private void lost() {
    close();
    uncertain = true;
  }

  @Override
  public void close() {
    publisher.ifPresent(Publisher::close);
    publisher = Optional.empty();
  }
}
