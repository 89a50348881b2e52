package shop.crm.standalone.service;

import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.ServiceFailed;

/** Keeps a command alive for as long as its service runs. */
public final class Foreground {

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

  private Foreground() {}

  /**
   * Lets a signal to the process close {@code service} in order before the process ends. Once in a
   * process: several would be closed beside each other.
   */
  public static void closeAtEnd(AutoCloseable service) {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(service)));
  }

  /** Waits, for as long as the process lives, until the service fails by itself. */
  public static ServiceFailed awaitFailure(CompletionStage<ServiceFailed> failure) {
    return failure.toCompletableFuture().join();
  }

  private static void stop(AutoCloseable service) {
    LOG.info("stopping");
    try {
      service.close();
      LOG.info("stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted while stopping");
    } catch (Exception e) {
      LOG.error("did not stop cleanly", e);
    }
  }
}
