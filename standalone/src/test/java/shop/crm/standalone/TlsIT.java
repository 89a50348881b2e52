package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.connectors.postgres.SecurePostgres;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitConnections;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.SecureRabbit;
import shop.crm.standalone.service.Service;

/** Instances that have TLS to callers, to each other, to RabbitMQ and to PostgreSQL. */
class TlsIT {

  private static final int CUSTOMERS = 24;
  private static final Instant UNTIL = Instant.now().plus(2, ChronoUnit.DAYS);

  private final TestAuthority authority = new TestAuthority("authority");
  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient http = HttpClient.newBuilder().sslContext(authority.client()).build();

  @TempDir private Path dir;

  private <T extends AutoCloseable> T opened(T part) {
    open.add(part);
    return part;
  }

  @AfterEach
  void close() throws Exception {
    http.close();
    for (AutoCloseable part : open.reversed()) {
      part.close();
    }
  }

  private SecureRabbit rabbit() throws Exception {
    Issued issued = authority.issue("RSA", UNTIL, "localhost");
    return opened(SecureRabbit.start(dir.resolve("amqp"), issued));
  }

  private Service start(String name, Map<String, String> settings) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("CRM_DATA_DIR", dir.resolve(name).toString());
    Configuration configuration = Configuration.read(own, Missing.REFUSED);
    return opened(Service.start(configuration, Clock.systemUTC()));
  }

  private HttpResponse<String> get(Service at, String path) throws Exception {
    URI uri = at.endpoints().http().resolve(path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private int run(Map<String, String> environment, String... words) {
    return Crm.commandLine(environment).execute(words);
  }

  @Test
  void a_broker_is_asked_by_the_name_that_an_authority_vouches_for() throws Exception {
    SecureRabbit rabbit = rabbit();
    Optional<Path> trusted = Optional.of(authority.file(dir));
    Optional<Path> stranger = Optional.of(new TestAuthority("stranger").file(dir));
    RabbitAddress broker = new RabbitAddress(rabbit.uri("localhost"), trusted);

    RabbitConnections.open(broker, "test").close();

    for (RabbitAddress refused :
        List.of(
            broker.trusting(Optional.empty()),
            broker.trusting(stranger),
            new RabbitAddress(rabbit.uri("127.0.0.1"), trusted))) {
      assertThrows(SSLException.class, () -> RabbitConnections.open(refused, "test"));
    }
  }

  @Test
  void two_instances_and_their_tools_speak_tls_in_all_directions() throws Exception {
    EmbeddedKafka kafka = opened(EmbeddedKafka.start(dir.resolve("kafka"), 0));
    SecureRabbit rabbit = rabbit();
    SecurePostgres postgres =
        opened(SecurePostgres.start(dir.resolve("postgres"), authority.issue("localhost")));
    Issued own = authority.issue("localhost");
    Path trusted = authority.file(dir);
    Map<String, String> settings = new HashMap<>(RunningCrm.beside(kafka));
    settings.put("PORT", "0");
    settings.put("CRM_AUTH", "off");
    settings.put("CRM_HOST", "127.0.0.1");
    settings.put("CRM_ADVERTISED_ADDRESS", "localhost:8084");
    settings.put("CRM_CLUSTER_SECRET", "a secret that both instances have");
    settings.put("CRM_TLS_CERTIFICATE", write("own.pem", own.certificatePem()));
    settings.put("CRM_TLS_KEY", write("key.pem", own.keyPem()));
    settings.put("CRM_TLS_CA", trusted.toString());
    settings.put("RABBITMQ_URL", rabbit.uri("localhost").toString());
    settings.put("RABBITMQ_CA", trusted.toString());
    settings.put("DATABASE_URL", postgres.url("localhost", trusted).toString());
    settings.put("CRM_STREAM_THREADS", "1");
    Service one = start("one", settings);
    Service two = start("two", settings);
    Eventually.await(() -> owners(one), owners -> owners == 2);
    Eventually.await(() -> get(two, "/health/ready").statusCode(), status -> status == 200);

    String customers =
        IntStream.range(0, CUSTOMERS)
            .mapToObj("{\"id\":\"c-%d\"}\n"::formatted)
            .collect(Collectors.joining());
    String orders =
        "order_id,customer_id,ordered_at,total\n"
            + IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> "o-" + i + ",c-" + i + ",2026-03-01T12:00:00Z," + (i + 1) + ".00\n")
                .collect(Collectors.joining());
    String url = one.endpoints().http().toString();
    Map<String, String> outside = Map.of("RABBITMQ_CA", trusted.toString());
    String[] bringing = {
      "import", "--url", url, "--ca", trusted.toString(), "--amqp", settings.get("RABBITMQ_URL")
    };
    assertEquals(0, run(outside, with(bringing, write("customers.ndjson", customers))));
    String[] mapped = {"--map", "order_id=order_id", write("orders.csv", orders)};
    assertEquals(0, run(outside, with(bringing, mapped)));

    for (int i = 0; i < CUSTOMERS; i++) {
      String path = "/api/v1/customers/c-" + i;
      HttpResponse<String> here = get(one, path);
      assertEquals(200, here.statusCode());
      assertEquals(here.body(), get(two, path).body());
      assertTrue(here.body().contains("\"total_spent\":\"" + (i + 1) + ".00\""), here.body());
    }
    String internal = two.endpoints().internal().toString();
    assertTrue(internal.startsWith("https://localhost:"), internal);
    assertEquals(0, run(settings, "audit", "--url", internal));
  }

  /** How many instances own partitions. */
  private int owners(Service asked) throws Exception {
    int owners = 0;
    for (JsonNode instance :
        RunningCrm.JSON.readTree(get(asked, "/status").body()).path("instances")) {
      owners += instance.path("partitions").isEmpty() ? 0 : 1;
    }
    return owners;
  }

  private String write(String name, String text) throws Exception {
    return Files.writeString(dir.resolve(name), text).toString();
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
