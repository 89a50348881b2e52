package shop.crm.standalone.streams;

import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.failure.ServiceFailed;

/** Sees to it that every topic is there. */
public final class TopicSetup {

  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long BETWEEN_LOOKS_MILLIS = 20;

  private TopicSetup() {}

  /**
   * Creates what is missing, and waits until it can be written to.
   *
   * @param kafka where Kafka is and how to get in, as client properties
   * @param wanted partitions of the topics of customers where they do not exist yet
   * @param customerState whether that of states is one of them
   * @param auditRetention how long that of the audit log keeps its records
   * @return how many they have
   * @throws CannotStart where the topics that are there do not fit together
   * @throws ServiceFailed where Kafka does not answer, or refuses
   */
  public static int ensure(
      Map<String, Object> kafka,
      int wanted,
      short replicationFactor,
      boolean customerState,
      Duration auditRetention) {
    Map<String, Object> config = new TreeMap<>(kafka);
    config.put(AdminClientConfig.CLIENT_ID_CONFIG, "crm-setup");
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    try (Admin admin = Admin.create(config)) {
      Set<String> existing = admin.listTopics().names().get(waitSeconds(), TimeUnit.SECONDS);
      int partitions = partitions(admin, existing, wanted);
      List<Topics.Topic> topics = new ArrayList<>(Topics.all(partitions, auditRetention));
      if (customerState) {
        topics.add(Topics.customerState(partitions));
      }
      create(admin, existing, topics, replicationFactor);
      TopicDurability.warn(admin, ours(existing), waitSeconds());
      return partitions;
    } catch (ExecutionException e) {
      throw new ServiceFailed(
          "Kafka at "
              + kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
              + " refuses: "
              + e.getCause().getMessage(),
          e.getCause());
    } catch (TimeoutException e) {
      throw new ServiceFailed(
          "Kafka at "
              + kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
              + " has not answered for "
              + waitSeconds()
              + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceFailed("interrupted while setting up topics", e);
    }
  }

  /** Of those that were there before, those of the service, changelogs included. */
  private static List<String> ours(Set<String> existing) {
    return existing.stream()
        .filter(name -> name.startsWith("crm.") || name.startsWith("crm-"))
        .toList();
  }

  private static long waitSeconds() {
    return PATIENCE.toSeconds() + 5;
  }

  /** The tasks of the topology take one partition of each of these: they must be equally many. */
  private static int partitions(Admin admin, Set<String> existing, int wanted)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> inputs =
        List.of(Topics.ORDERS, Topics.USERS).stream().filter(existing::contains).toList();
    Map<String, Integer> counts = new TreeMap<>();
    admin
        .describeTopics(inputs)
        .allTopicNames()
        .get(waitSeconds(), TimeUnit.SECONDS)
        .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    if (Set.copyOf(counts.values()).size() > 1) {
      throw new CannotStart(
          "The topics of customers must have equally many partitions, but they are "
              + counts
              + ". Give the smaller one as many as the other, or start from empty topics.");
    }
    int partitions = counts.values().stream().findFirst().orElse(wanted);
    if (partitions != wanted) {
      LOG.warn("CRM_PARTITIONS={}, but {} exist with {}: these hold", wanted, inputs, partitions);
    }
    return partitions;
  }

  private static void create(
      Admin admin, Set<String> existing, List<Topics.Topic> topics, short replication)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<NewTopic> missing = new ArrayList<>();
    for (Topics.Topic topic : topics) {
      if (!existing.contains(topic.name())) {
        Map<String, String> config = new TreeMap<>(topic.config());
        config.putAll(TopicDurability.config(replication));
        missing.add(new NewTopic(topic.name(), topic.partitions(), replication).configs(config));
      }
    }
    for (var created : admin.createTopics(missing).values().entrySet()) {
      try {
        created.getValue().get(waitSeconds(), TimeUnit.SECONDS);
        LOG.debug("topic {} created", created.getKey());
      } catch (ExecutionException e) {
        // Another instance, starting at the same time, may have been quicker.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    awaitLeaders(admin, missing);
  }

  /**
   * Waits until every partition of topics that were created just now answers. Without that an
   * idempotent producer can hang for its {@code delivery.timeout.ms}: its first batch is refused by
   * a broker that does not lead the partition yet, the second, already on its way, is taken as the
   * first, and the first is then out of order for ever.
   */
  public static void awaitLeaders(Admin admin, Collection<NewTopic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names = topics.stream().map(NewTopic::name).toList();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!areKnown(admin, names)) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("topics that were created are not there");
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
    // A broker knows of a partition before it leads it; this is asked again until it does.
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    admin.listOffsets(ends).all().get(waitSeconds(), TimeUnit.SECONDS);
  }

  private static boolean areKnown(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      admin.describeTopics(topics).allTopicNames().get(waitSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }
}
