package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.service.Service;

/** The whole service in this process, on an embedded Kafka and a queue of its own. */
final class RunningService implements AutoCloseable {

  private final Path directory;
  private final AmqpBroker broker;
  private final RabbitSettings queue;
  private final Service service;

  private RunningService(Path directory, AmqpBroker broker, RabbitSettings queue, Service service) {
    this.directory = directory;
    this.broker = broker;
    this.queue = queue;
    this.service = service;
  }

  static RunningService start() throws IOException, TimeoutException {
    Path directory = Files.createTempDirectory("crm-bench-");
    AmqpBroker broker = AmqpBroker.open(directory.resolve("bench-amqp"));
    RabbitSettings queue = broker.queue("service");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("KAFKA_") || name.equals("DATABASE_URL"));
    environment.put("CRM_DATA_DIR", directory.toString());
    environment.put("PORT", "0");
    environment.put("RABBITMQ_URL", broker.url().toString());
    environment.put("RABBITMQ_EXCHANGE", queue.exchange());
    environment.put("RABBITMQ_QUEUE", queue.queue());
    Configuration configuration = Configuration.read(environment, Configuration.Missing.EMBEDDED);
    Service service = Service.start(configuration, Clock.systemUTC());
    return new RunningService(directory, broker, queue, service);
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

  @Override
  public void close() throws IOException, TimeoutException {
    service.close();
    broker.delete(queue);
    broker.close();
    Workbench.delete(directory);
  }
}
