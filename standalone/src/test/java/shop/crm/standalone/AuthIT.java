package shop.crm.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.service.Service;

/** A service that asks its callers who they are. */
class AuthIT {

  private static final String ID = "first00000000000";
  private static final String SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
  private static final String FIRST = "crm_" + ID + "_" + SECRET;
  private static final String EMAIL = "in.the.log.of.keys@example.org";

  private static Map<String, String> settings(Path directory) {
    Map<String, String> settings = RunningCrm.settings(directory);
    settings.put("CRM_AUTH", "keys");
    settings.put("CRM_BOOTSTRAP_KEY", FIRST);
    settings.put("CRM_API_KEY", FIRST);
    return settings;
  }

  private static CrmHttp as(RunningCrm crm, String key) {
    return new CrmHttp(
        crm.service().endpoints().http(),
        BearerCredential.read(Optional.empty(), Map.of("CRM_API_KEY", key)));
  }

  private static CrmHttp stranger(RunningCrm crm) {
    return new CrmHttp(crm.service().endpoints().http());
  }

  @Test
  void the_first_key_makes_others_and_nothing_of_them_is_told(@TempDir Path directory)
      throws Exception {
    Logger ours = (Logger) LoggerFactory.getLogger("shop.crm");
    Level level = ours.getLevel();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(written, true, UTF_8));
    ours.setLevel(Level.DEBUG);
    List<String> secrets = new ArrayList<>(List.of(SECRET, EMAIL));
    List<String> told = new ArrayList<>();
    try (RunningCrm crm = RunningCrm.start(settings(directory))) {
      String bootstrap = crm.text("/api/v1/audit?without_tenant=true&actor=configuration");
      assertEquals(1, occurrences(bootstrap, "\"object\":\"key:" + ID + "\""), bootstrap);
      String viewer = made(crm, "viewer");
      secrets.add(viewer.substring(viewer.lastIndexOf('_') + 1));
      isAskedForKeys(crm, viewer, told);
      told.add(crm.metrics());
      told.add(crm.text("/status"));
    } finally {
      ours.setLevel(level);
      System.setErr(before);
    }

    String logged = written.toString(UTF_8);
    assertTrue(logged.contains("stopped") || !logged.isEmpty(), "something is logged");
    for (String secret : secrets) {
      assertFalse(logged.contains(secret), "logged");
      assertFalse(told.toString().contains(secret), told.toString());
    }
  }

  private static int occurrences(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static String made(RunningCrm crm, String role) throws Exception {
    HttpResponse<String> made =
        crm.send(
            "POST",
            "/api/v1/keys",
            "{\"name\":\"%s\",\"tenant\":\"default\",\"role\":\"%s\"}".formatted(role, role),
            "X-Tenant-ID",
            "default");
    assertEquals(201, made.statusCode(), made.body());
    String key = RunningCrm.JSON.readTree(made.body()).path("key").asText();
    // Known here as soon as it has come by way of the outbox and its topic.
    Eventually.await(() -> as(crm, key).status(RunningCrm.CUSTOMERS), code -> code == 200);
    return key;
  }

  private static void isAskedForKeys(RunningCrm crm, String viewer, List<String> told)
      throws Exception {
    String customer = "{\"id\":\"ann\",\"email\":\"%s\"}".formatted(EMAIL);
    assertEquals(200, stranger(crm).status("/health/ready"));
    assertEquals(200, stranger(crm).status("/"));
    assertEquals(401, stranger(crm).status("/status"));
    assertEquals(200, crm.status("/status"));
    for (CrmHttp caller :
        List.of(stranger(crm), as(crm, FIRST + "x"), as(crm, "crm_" + EMAIL.replace('@', '_')))) {
      HttpResponse<String> refused = caller.send("POST", RunningCrm.CUSTOMERS, customer);
      assertEquals(401, refused.statusCode());
      told.add(refused.body() + refused.headers());
    }
    HttpResponse<String> lacking = as(crm, viewer).send("POST", RunningCrm.CUSTOMERS, customer);
    assertEquals(403, lacking.statusCode());
    told.add(lacking.body() + lacking.headers());
    HttpResponse<String> foreign =
        as(crm, viewer).send("GET", RunningCrm.CUSTOMERS, "", "X-Tenant-ID", EMAIL);
    assertEquals(403, foreign.statusCode());
    told.add(foreign.body() + foreign.headers());
    assertEquals(400, crm.status(RunningCrm.CUSTOMERS));
  }

  @Test
  void the_internal_port_lets_in_who_reads_the_data_directory(@TempDir Path directory)
      throws Exception {
    try (RunningCrm crm = RunningCrm.start(settings(directory))) {
      CrmHttp internal = new CrmHttp(crm.service().endpoints().internal());

      assertEquals(401, internal.send("POST", "/internal/audit", "").statusCode());
      assertEquals(401, internal.status(RunningCrm.CUSTOMERS));
      assertEquals(200, internal.status("/metrics"));
      assertEquals(0, audit(crm, Map.of("CRM_DATA_DIR", directory.toString())));
      Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
      Map<String, String> nobody = new HashMap<>(Map.of("CRM_DATA_DIR", elsewhere.toString()));
      assertFalse(audit(crm, nobody) == 0);
      nobody.put("CRM_API_KEY", FIRST);
      assertEquals(0, audit(crm, nobody));
    }
    assertFalse(Files.exists(directory.resolve("cluster.secret")));
  }

  private static int audit(RunningCrm crm, Map<String, String> environment) {
    String url = crm.service().endpoints().internal().toString();
    return Crm.commandLine(environment).execute("audit", "--url", url);
  }

  @Test
  void without_a_secret_a_second_instance_does_not_start(@TempDir Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0)) {
      Map<String, String> first = settings(directory.resolve("first"));
      first.putAll(RunningCrm.beside(kafka));
      Map<String, String> second = settings(directory.resolve("second"));
      second.putAll(RunningCrm.beside(kafka));
      try (RunningCrm crm = RunningCrm.start(first)) {
        Configuration configuration = Configuration.read(second, Missing.EMBEDDED);
        CannotStart refused =
            assertThrows(
                CannotStart.class, () -> Service.start(configuration, Clock.systemUTC()).close());

        assertTrue(refused.getMessage().contains("CRM_CLUSTER_SECRET"), refused.getMessage());
        assertEquals(200, crm.status("/health/ready"));
      }
    }
  }
}
