package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.service.Service;

/** The whole service in one process, everything that it needs embedded, ready to be asked. */
final class RunningCrm implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();
  static final String CUSTOMERS = "/api/v1/customers";

  private final Map<String, String> environment;
  private final Service service;

  private RunningCrm(Map<String, String> environment, Service service) {
    this.environment = environment;
    this.service = service;
  }

  /** Settings for a service of few partitions that keeps all its data in a directory. */
  static Map<String, String> settings(Path data) {
    return new HashMap<>(
        Map.of("CRM_DATA_DIR", data.toString(), "PORT", "0", "CRM_PARTITIONS", "3"));
  }

  /**
   * Settings for a service beside a Kafka that outlives it. Who kills a service with Kafka in it
   * kills a broker: one that comes back may have lost the mark that ends a transaction in the
   * group's offsets, although its coordinator says that the transaction is complete (Kafka 4.3.1),
   * and whoever asks for those offsets then waits for ever.
   */
  static Map<String, String> beside(EmbeddedKafka kafka) {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS",
        kafka.bootstrap(),
        "CRM_REPLICATION_FACTOR",
        "1",
        "CRM_STANDBY_REPLICAS",
        "0");
  }

  /**
   * Starts one, with what an earlier one has left in its directory, and waits until it is ready and
   * its connectors run: the broker drops an event that comes before there is a queue for it.
   */
  static RunningCrm start(Map<String, String> environment) throws Exception {
    Service service =
        Service.start(Configuration.read(environment, Missing.EMBEDDED), Clock.systemUTC());
    RunningCrm crm = new RunningCrm(Map.copyOf(environment), service);
    Eventually.await(() -> crm.status("/health/ready"), code -> code == 200);
    Eventually.await(
        () -> crm.get("/status").get("connectors").findValuesAsText("state"),
        states -> states.stream().allMatch("running"::equals));
    return crm;
  }

  Service service() {
    return service;
  }

  String base() {
    return service.endpoints().http().toString();
  }

  private String internal() {
    return service.endpoints().internal().toString();
  }

  String metrics() throws Exception {
    return new CrmHttp(service.endpoints().internal()).text("/metrics");
  }

  /** Where its PostgreSQL is, for JDBC. */
  String jdbc() {
    URI at = service.endpoints().postgres();
    return "jdbc:postgresql://127.0.0.1:" + at.getPort() + at.getPath() + "?user=postgres";
  }

  Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(service.rabbit().broker().url());
    return factory.newConnection();
  }

  /** Runs a command of the command line against it. */
  int command(String command, String... arguments) {
    List<String> words =
        new ArrayList<>(List.of(command, "--url", command.equals("audit") ? internal() : base()));
    if (command.equals("import")) {
      words.addAll(List.of("--amqp", service.rabbit().broker().url().toString()));
    }
    words.addAll(List.of(arguments));
    return Crm.commandLine(environment).execute(words.toArray(String[]::new));
  }

  /** How it is asked: with the key of its environment, if there is one. */
  CrmHttp http() {
    return new CrmHttp(
        service.endpoints().http(), BearerCredential.read(Optional.empty(), environment));
  }

  JsonNode get(String path) throws Exception {
    return http().get(path);
  }

  JsonNode customer(String id) throws Exception {
    return get(CUSTOMERS + "/" + id);
  }

  String text(String path) throws Exception {
    return http().text(path);
  }

  int status(String path) throws Exception {
    return http().status(path);
  }

  /** Sends a body as JSON; {@code headers} are names and values in turn. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return http().send(method, path, body, headers);
  }

  @Override
  public void close() {
    service.close();
  }
}
