package shop.crm.standalone.streams;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many brokers must have a record before it counts as written. Kafka's own default is one: a
 * record that only the leader has is lost with the leader's disk, though it was acknowledged.
 */
final class TopicDurability {

  private static final Logger LOG = LoggerFactory.getLogger(TopicDurability.class);

  /** With so many replicas one broker may be away without writes having to wait for it. */
  private static final int ENOUGH_REPLICAS = 3;

  private static final int IN_SYNC = 2;

  private TopicDurability() {}

  /** What topics with so many replicas are created with. */
  static Map<String, String> config(int replication) {
    return replication < ENOUGH_REPLICAS
        ? Map.of()
        : Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(IN_SYNC));
  }

  /** Warns of topics that were created with less; whoever runs the brokers changes that. */
  static void warn(Admin admin, Collection<String> topics, long waitSeconds)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      warnOf(weak(admin, topics, waitSeconds));
    } catch (ExecutionException e) {
      // To know that is no condition for all else.
      if (!(e.getCause() instanceof AuthorizationException)) {
        throw e;
      }
      LOG.info("how durable topics are is not for this user of Kafka to know");
    }
  }

  private static void warnOf(Set<String> weak) {
    if (!weak.isEmpty()) {
      LOG.warn(
          "{}={} would keep what is acknowledged when a broker is lost; less have {}",
          TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
          IN_SYNC,
          weak);
    }
  }

  private static Set<String> weak(Admin admin, Collection<String> topics, long waitSeconds)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Integer> replicas = new HashMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get(waitSeconds, TimeUnit.SECONDS)
        .forEach((name, topic) -> replicas.put(name, replicas(topic)));
    replicas.values().removeIf(count -> count < ENOUGH_REPLICAS);
    List<ConfigResource> resources =
        replicas.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    Map<String, Integer> inSync = new HashMap<>();
    admin
        .describeConfigs(resources)
        .all()
        .get(waitSeconds, TimeUnit.SECONDS)
        .forEach((resource, config) -> inSync.put(resource.name(), inSync(config)));
    return weak(replicas, inSync);
  }

  /** The topics that have enough replicas, and take what one of them has for written. */
  static Set<String> weak(Map<String, Integer> replicas, Map<String, Integer> inSync) {
    Map<String, Integer> weak = new TreeMap<>(replicas);
    weak.entrySet()
        .removeIf(
            topic ->
                topic.getValue() < ENOUGH_REPLICAS
                    || inSync.getOrDefault(topic.getKey(), IN_SYNC) >= IN_SYNC);
    return weak.keySet();
  }

  private static int replicas(TopicDescription topic) {
    return topic.partitions().stream()
        .mapToInt(partition -> partition.replicas().size())
        .min()
        .orElse(0);
  }

  private static int inSync(Config config) {
    return Integer.parseInt(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
  }
}
