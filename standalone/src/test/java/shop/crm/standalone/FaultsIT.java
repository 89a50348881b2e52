package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.embedded.EmbeddedKafka;

/** What clerks were told holds, and followers hear of each version once, whatever breaks. */
class FaultsIT {

  /** Every client connection but the one that says so. */
  private static final String CUT =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""";

  @TempDir private Path data;
  @TempDir private Path broker;
  private Map<String, String> settings;

  @BeforeEach
  void prepare() {
    settings = RunningCrm.settings(data);
  }

  @Test
  void a_service_that_is_killed_amid_writes_loses_and_doubles_none() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(broker, 0)) {
      settings.putAll(RunningCrm.beside(kafka));
      AtomicReference<CrmProcess> crm = new AtomicReference<>(CrmProcess.start(settings));
      try (Clerks clerks = new Clerks(() -> crm.get().endpoints().http(), 1_000)) {
        var work = clerks.work();
        Eventually.await(clerks::confirmed, count -> count >= 500);

        crm.get().kill();
        crm.set(CrmProcess.start(settings));

        assertAllHolds(crm.get(), work.get(2, TimeUnit.MINUTES));
      } finally {
        crm.get().close();
      }
    }
  }

  @Test
  void a_postgresql_that_drops_its_connections_amid_writes_loses_and_doubles_none()
      throws Exception {
    try (CrmProcess crm = CrmProcess.start(settings);
        Clerks clerks = new Clerks(() -> crm.endpoints().http(), 500)) {
      var work = clerks.work();
      for (int part = 1; part <= 3; part++) {
        int reached = part * 125;
        Eventually.await(clerks::confirmed, count -> count >= reached);
        cutConnections(crm.endpoints().postgres());
      }

      assertAllHolds(crm, work.get(2, TimeUnit.MINUTES));
    }
  }

  private static void cutConnections(URI postgres) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + postgres.getPath();
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(CUT);
    }
  }

  /** Each change was given the next version, and each version was published once, in order. */
  private static void assertAllHolds(CrmProcess crm, Map<String, List<Long>> confirmed)
      throws Exception {
    Map<String, List<Long>> gapless = new TreeMap<>();
    confirmed.forEach((id, versions) -> gapless.put(id, upTo(versions.size())));
    assertEquals(gapless, confirmed);
    assertEquals(gapless, versions(crm, confirmed));
    assertEquals(
        gapless, Eventually.await(() -> published(crm), all -> count(all) >= count(confirmed)));
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static long count(Map<String, List<Long>> versions) {
    return versions.values().stream().mapToLong(List::size).sum();
  }

  /** The versions up to the one that each customer has now. */
  private static Map<String, List<Long>> versions(CrmProcess crm, Map<String, List<Long>> customers)
      throws Exception {
    Map<String, List<Long>> versions = new TreeMap<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String id : customers.keySet()) {
        URI at = crm.endpoints().http().resolve(RunningCrm.CUSTOMERS + "/" + id);
        String body = http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString()).body();
        versions.put(id, upTo(RunningCrm.JSON.readTree(body).get("version").asLong()));
      }
    }
    return versions;
  }

  /** The versions that followers were told of, in the order in which they were. */
  private static Map<String, List<Long>> published(CrmProcess crm) throws Exception {
    Map<String, List<Long>> versions = new TreeMap<>();
    for (String topic : List.of(Topics.CUSTOMER_CREATED, Topics.CUSTOMER_UPDATED)) {
      for (JsonNode event : KafkaSide.json(crm.endpoints().kafka(), topic)) {
        String id = event.get("id").asText();
        versions
            .computeIfAbsent(event.get("subject").asText(), absent -> new ArrayList<>())
            .add(Long.parseLong(id.substring(id.lastIndexOf(":v") + 2)));
      }
    }
    return versions;
  }
}
