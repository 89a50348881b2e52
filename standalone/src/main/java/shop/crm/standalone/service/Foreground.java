package shop.crm.standalone.service;

import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.failure.ServiceFailed;

/** Keeps a command alive for as long as its service runs. */
public final class Foreground {

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

  private Foreground() {}

  /** Lets a signal to the process stop the parts in order before the process ends. */
  static void closeAtEnd(Parts parts) {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(parts)));
  }

  /** Waits, for as long as the process lives, until the service fails by itself. */
  public static ServiceFailed awaitFailure(CompletionStage<ServiceFailed> failure) {
    return failure.toCompletableFuture().join();
  }

  private static void stop(Parts parts) {
    if (parts.isEmpty()) {
      return;
    }
    LOG.info("stopping");
    parts.close();
    LOG.info("stopped");
  }
}
