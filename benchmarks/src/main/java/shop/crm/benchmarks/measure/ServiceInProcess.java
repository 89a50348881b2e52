package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.service.Service;

/** The whole service in this process, on an embedded Kafka and a queue of its own. */
final class ServiceInProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String APPLICATION = "crm";

  private final Path directory;
  private final AmqpBroker broker;
  private final RabbitSettings queue;
  private final Service service;

  private ServiceInProcess(
      Path directory, AmqpBroker broker, RabbitSettings queue, Service service) {
    this.directory = directory;
    this.broker = broker;
    this.queue = queue;
    this.service = service;
  }

  /** One that asks nobody who they are. */
  static ServiceInProcess start() throws IOException, TimeoutException {
    return start(Map.of("CRM_AUTH", "off"));
  }

  /** One that asks for keys, and knows this one as an administrator's of the platform. */
  static ServiceInProcess startAskingForKeys(KeyCredential key)
      throws IOException, TimeoutException {
    return start(Map.of("CRM_AUTH", "keys", "CRM_BOOTSTRAP_KEY", key.text()));
  }

  /** One that asks nobody who they are, and takes so many requests a second of each tenant. */
  static ServiceInProcess startLimited(int perSecond) throws IOException, TimeoutException {
    return start(Map.of("CRM_AUTH", "off", "CRM_RATE_LIMIT", String.valueOf(perSecond)));
  }

  private static ServiceInProcess start(Map<String, String> settings)
      throws IOException, TimeoutException {
    Path directory = Files.createTempDirectory("crm-bench-");
    AmqpBroker broker = AmqpBroker.open(directory.resolve("bench-amqp"));
    RabbitSettings queue = broker.queue("service");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("DATABASE_URL"));
    environment.keySet().removeIf(name -> name.startsWith("CRM_OIDC_"));
    environment.remove("CRM_BOOTSTRAP_KEY");
    environment.remove("CRM_RATE_LIMIT");
    environment.putAll(settings);
    environment.put("CRM_DATA_DIR", directory.toString());
    environment.put("PORT", "0");
    environment.put("RABBITMQ_URL", broker.url().toString());
    environment.put("RABBITMQ_EXCHANGE", queue.exchange());
    environment.put("RABBITMQ_QUEUE", queue.queue());
    Configuration configuration = Configuration.read(environment, Configuration.Missing.EMBEDDED);
    Service service = Service.start(configuration, Clock.systemUTC());
    return new ServiceInProcess(directory, broker, queue, service);
  }

  /** A directory for what is made meanwhile, which goes with it. */
  Path directory() {
    return directory;
  }

  /** Where it answers. */
  URI http() {
    return service.endpoints().http();
  }

  AmqpBroker broker() {
    return broker;
  }

  RabbitSettings queue() {
    return queue;
  }

  Service service() {
    return service;
  }

  /** Reads a topic from now on, what is committed of it. */
  KafkaConsumer<String, byte[]> reader(String topic) {
    Map<String, Object> config = new HashMap<>(service.kafkaClient());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Only this settles where the end is.
    partitions.forEach(consumer::position);
    return consumer;
  }

  /** Publishes traffic, and waits until the service has taken all of it. */
  void take(OrderTraffic traffic) throws InterruptedException, ExecutionException {
    Map<String, Object> client = service.kafkaClient();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Admin admin = Admin.create(client)) {
      Backlog backlog = new Backlog(admin);
      long target = backlog.committed(APPLICATION, Topics.ORDERS) + traffic.events();
      KafkaLoad.send(client, traffic, service.topology().currency());
      while (backlog.committed(APPLICATION, Topics.ORDERS) < target) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the service did not take the history");
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  @Override
  public void close() throws IOException, TimeoutException {
    service.close();
    broker.delete(queue);
    broker.close();
    Workbench.delete(directory);
  }
}
