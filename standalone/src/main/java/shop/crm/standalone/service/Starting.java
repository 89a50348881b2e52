package shop.crm.standalone.service;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.failure.ServiceFailed;

/** A part that starts beside others; closing it waits until it has started. */
final class Starting<T extends AutoCloseable> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Starting.class);

  private final String name;
  private final FutureTask<T> start;

  private Starting(String name, FutureTask<T> start) {
    this.name = name;
    this.start = start;
  }

  static <T extends AutoCloseable> Starting<T> of(String name, Callable<T> start) {
    FutureTask<T> task = new FutureTask<>(start);
    Thread.ofPlatform().name("start " + name).daemon().start(task);
    return new Starting<>(name, task);
  }

  /**
   * The part, once it has started.
   *
   * @throws ServiceFailed where it could not
   */
  T await() {
    try {
      return start.get();
    } catch (ExecutionException e) {
      throw new ServiceFailed(name + " could not start: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceFailed("interrupted while " + name + " started", e);
    }
  }

  @Override
  public void close() {
    try {
      start.get().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.debug("{} never started: nothing to stop", name);
    } catch (Exception e) {
      throw new ServiceFailed(name + " did not stop cleanly: " + e, e);
    }
  }
}
