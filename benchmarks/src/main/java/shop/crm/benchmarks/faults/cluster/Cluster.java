package shop.crm.benchmarks.faults.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import shop.crm.queries.connection.ClusterSecret;

/** All processes of a service; they end with this one. */
public final class Cluster implements AutoCloseable {

  private static final int INSTANCES = 3;
  private static final String TIER_THRESHOLDS = "LOYALTY_TIER_THRESHOLDS";

  private static final List<String> HEAP = List.of("-Xms64m", "-Xmx512m");

  private final Path directory;
  private final List<String> options;
  private final KafkaNodes kafka;
  private final Postgres postgres;
  private final Amqp amqp;
  private final String secret = UUID.randomUUID() + "-" + UUID.randomUUID();

  /** Names on a broker that others may use, too. */
  private final String name = "crm-faults-" + UUID.randomUUID();

  /** Watchers look at them while one joins or leaves. */
  private final List<Instance> instances = new CopyOnWriteArrayList<>();

  private volatile String tierThresholds = "0,1000,5000,15000,50000";

  private final Thread endsWithThis = Thread.ofPlatform().unstarted(this::end);
  private boolean ended;

  private Cluster(
      Path directory, List<String> options, KafkaNodes kafka, Postgres postgres, Amqp amqp) {
    this.directory = directory;
    this.options = Stream.concat(HEAP.stream(), options.stream()).toList();
    this.kafka = kafka;
    this.postgres = postgres;
    this.amqp = amqp;
  }

  /**
   * Starts everything, with three instances, and waits until they are ready.
   *
   * @param directory for all that they keep, and their logs
   * @param brokers how many nodes Kafka has
   * @param options of the instances' JVMs, beside those that they always have
   */
  public static Cluster start(
      Path directory, int brokers, List<String> options, Consumer<String> watch)
      throws IOException, InterruptedException {
    KafkaNodes kafka = KafkaNodes.start(directory, brokers);
    Cluster cluster;
    try {
      Amqp amqp = Amqp.open(directory);
      cluster = new Cluster(directory, options, kafka, Postgres.open(directory), amqp);
    } catch (IOException | InterruptedException e) {
      kafka.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(cluster.endsWithThis);
    try {
      watch.accept(
          brokers + " Kafka, PostgreSQL and " + cluster.amqp.name() + " run in " + directory);
      List<Instance> first = new ArrayList<>();
      for (int number = 1; number <= INSTANCES; number++) {
        first.add(cluster.join());
      }
      for (Instance instance : first) {
        instance.awaitReady();
      }
    } catch (IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** A further instance, started. */
  public Instance join() throws IOException {
    Instance instance =
        new Instance("instance-" + (instances.size() + 1), directory, commonSettings(), options);
    instances.add(instance);
    instance.start();
    return instance;
  }

  /** Forgets an instance that has left. */
  public void forget(Instance instance) {
    instances.remove(instance);
  }

  private Map<String, String> commonSettings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap());
    settings.put("DATABASE_URL", postgres.url().toString());
    settings.put("RABBITMQ_URL", amqp.url().toString());
    settings.put("RABBITMQ_EXCHANGE", exchange());
    settings.put("RABBITMQ_QUEUE", name);
    settings.put("CRM_REPLICATION_FACTOR", String.valueOf(kafka.replicas()));
    settings.put("CRM_STANDBY_REPLICAS", "1");
    settings.put("CRM_HOST", "127.0.0.1");
    settings.put("CRM_AUTH", "off");
    settings.put("CRM_CLUSTER_SECRET", secret);
    settings.put(TIER_THRESHOLDS, tierThresholds);
    return settings;
  }

  /** The exchange that the shop publishes to. */
  public String exchange() {
    return name + ".events";
  }

  /** All instances, living or not. */
  public List<Instance> instances() {
    return List.copyOf(instances);
  }

  /** Those that may be asked. */
  public List<Instance> living() {
    return instances.stream().filter(Instance::living).toList();
  }

  /**
   * Those that have ended though nobody has ended them, each told once; they are started again, as
   * whoever supervises a service does.
   */
  public List<Instance> revive() throws IOException, InterruptedException {
    List<Instance> dead = living().stream().filter(instance -> !instance.running()).toList();
    for (Instance instance : dead) {
      instance.ended();
      instance.start();
      instance.awaitReady();
    }
    return dead;
  }

  /** Changes the thresholds of tiers, for each instance from its next configuration on. */
  public void tierThresholds(String thresholds) {
    tierThresholds = thresholds;
  }

  /** The thresholds of tiers by which instances are configured. */
  public String tierThresholds() {
    return tierThresholds;
  }

  /** Gives an instance the present settings for its next start. */
  public void configure(Instance instance) {
    instance.set(TIER_THRESHOLDS, tierThresholds);
  }

  public KafkaNodes kafka() {
    return kafka;
  }

  public Postgres postgres() {
    return postgres;
  }

  public Amqp amqp() {
    return amqp;
  }

  /** By which instances let a caller in to what they tell each other. */
  public ClusterSecret secret() {
    return new ClusterSecret(secret);
  }

  /** How Kafka is reached, as properties of clients. */
  public Map<String, Object> kafkaClient() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap());
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    instances.forEach(Instance::close);
    kafka.close();
    try {
      amqp.forget(exchange(), name);
      amqp.close();
      postgres.close();
    } catch (IOException e) {
      throw new IllegalStateException("what was started does not end", e);
    }
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(endsWithThis);
  }
}
