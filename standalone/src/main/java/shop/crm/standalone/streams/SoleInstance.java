package shop.crm.standalone.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.failure.ServiceFailed;

/**
 * Sees to it that an instance which shares no secret with others is the only one: it could neither
 * prove itself to them nor believe them, and answers that need them would fail one after the other.
 */
public final class SoleInstance {

  /** The one that ran here before and was killed is missed by then. */
  private static final Duration PATIENCE =
      Duration.ofMillis(StreamsConfiguration.SESSION_MILLIS).multipliedBy(3);

  private static final Duration ANSWERING = Duration.ofSeconds(60);
  private static final long BETWEEN_LOOKS_MILLIS = 250;

  private SoleInstance() {}

  /**
   * Waits for an instance that has just gone to be missed.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   * @throws CannotStart where another instance goes on running
   * @throws ServiceFailed where Kafka does not answer, or refuses
   */
  public static void require(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "crm-alone");
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWERING.toMillis());
    try (Admin admin = Admin.create(config)) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (others(admin) > 0) {
        if (System.nanoTime() > deadline) {
          throw new CannotStart(
              "Another instance runs on this Kafka. Instances prove themselves to each other by"
                  + " CRM_CLUSTER_SECRET: set the same on all of them, or run one alone.");
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
      }
    } catch (ExecutionException e) {
      throw new ServiceFailed("Kafka refuses: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new ServiceFailed("Kafka has not answered for " + ANSWERING.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceFailed("interrupted while looking for other instances", e);
    }
  }

  private static int others(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return admin
          .describeConsumerGroups(List.of(StreamsConfiguration.APPLICATION_ID))
          .describedGroups()
          .get(StreamsConfiguration.APPLICATION_ID)
          .get(ANSWERING.toSeconds(), TimeUnit.SECONDS)
          .members()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw e;
    }
  }
}
