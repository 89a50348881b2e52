package shop.crm.standalone.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedPostgres;

/** Kafka and PostgreSQL, each of which can go away and come back where it was. */
final class Servers implements AutoCloseable {

  private final Path directory;
  private final int kafkaPort;
  private final int postgresPort;
  private EmbeddedKafka kafka;
  private EmbeddedPostgres postgres;

  Servers(Path directory) throws Exception {
    this.directory = directory;
    kafka = EmbeddedKafka.start(kafkaDirectory(), 0);
    kafkaPort = Integer.parseInt(bootstrap().split(":")[1]);
    postgres = EmbeddedPostgres.start(postgresDirectory(), 0);
    postgresPort = postgres.uri().getPort();
    KafkaSide.createTopics(bootstrap());
  }

  private Path kafkaDirectory() {
    return directory.resolve("kafka");
  }

  private Path postgresDirectory() {
    return directory.resolve("postgres");
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  Map<String, Object> kafkaClient() {
    return KafkaSide.client("127.0.0.1:" + kafkaPort);
  }

  void stopKafka() {
    kafka.close();
  }

  void startKafka() throws IOException {
    kafka = EmbeddedKafka.start(kafkaDirectory(), kafkaPort);
  }

  void stopPostgres() throws IOException {
    postgres.close();
  }

  void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start(postgresDirectory(), postgresPort);
  }

  /** A database that nobody else uses. */
  OwnDatabase newDatabase() {
    return OwnDatabase.on(postgres.uri(), "t" + UUID.randomUUID().toString().replace("-", ""));
  }

  @Override
  public void close() throws IOException {
    kafka.close();
    postgres.close();
  }
}
