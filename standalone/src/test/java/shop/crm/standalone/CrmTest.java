package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import shop.crm.standalone.config.Durations;

class CrmTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"serve", "audit", "keys"})
  void each_command_has_help(String command) {
    assertEquals(0, run(Map.of(), command, "--help"));
    assertTrue(out.toString().startsWith("Usage: crm " + command), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void without_a_command_the_usage_is_shown() {
    assertEquals(2, run(Map.of()));
    assertTrue(err.toString().startsWith("Usage: crm"), err.toString());
  }

  @Test
  void an_unknown_option_is_wrong_usage() {
    assertEquals(2, run(Map.of(), "serve", "--embeded"));
    assertTrue(err.toString().startsWith("Unknown option: '--embeded'"), err.toString());
  }

  @Test
  void a_key_that_is_given_as_an_option_is_not_told_again() {
    String secret = "A1b2".repeat(11);

    assertEquals(2, run(Map.of(), "import", "orders.csv", "--key=crm_0123456789abcdef_" + secret));
    assertTrue(err.toString().startsWith("Unknown option: '--key=crm_…'"), err.toString());
    assertFalse(err.toString().contains("A1b2"), err.toString());
  }

  @Test
  void a_time_is_written_as_in_settings() {
    assertEquals(2, run(Map.of(), "keys", "rotate", "--old-valid-for=soon", "0123456789abcdef"));
    assertTrue(err.toString().contains("'soon' is no time, such as 30s, 24h"), err.toString());
    assertEquals(Duration.ofHours(24), Durations.parse("24h"));
  }

  @Test
  void serve_names_what_is_not_configured() {
    Map<String, String> environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "RABBITMQ_URL", "amqp://guest:guest@rabbit",
            "DATABASE_URL", "postgres://db/shop_crm",
            "CRM_AUTH", "off",
            "CRM_PARTITIONS", "none");

    assertEquals(2, run(environment, "serve"));
    assertEquals(
        """
        A setting in the environment is missing or wrong:
          CRM_PARTITIONS=none is wrong: expected a whole number from 1 to 1000
        """,
        err.toString());
  }

  @Test
  void an_audit_of_nobody_says_so() {
    assertEquals(2, run(Map.of(), "audit", "--url", "http://127.0.0.1:1"));
    assertEquals(
        "No audit: http://127.0.0.1:1/status cannot be reached:"
            + " nobody listens there (connection refused)\n",
        err.toString());
  }

  @Test
  void an_import_into_nobody_says_so(@TempDir Path directory) throws IOException {
    Path customers = Files.writeString(directory.resolve("c.csv"), "id\nann\n");
    Path orders =
        Files.writeString(
            directory.resolve("o.csv"),
            "order_id,customer_id,ordered_at,total\n1,ann,2024-01-01,5\n");
    for (Path file : List.of(customers, orders)) {
      String[] words = {
        "import", "--url", "http://127.0.0.1:1", "--amqp", "amqp://127.0.0.1:1", file.toString()
      };
      assertEquals(2, run(Map.of(), words));
      assertTrue(
          err.toString()
              .startsWith(
                  "The service does not answer at http://127.0.0.1:1: nobody listens there"),
          err.toString());
      err.getBuffer().setLength(0);
    }
    String[] words = {
      "import", "--wait", "0", "--amqp", "amqp://u:secret@127.0.0.1:1/", orders.toString()
    };
    assertEquals(2, run(Map.of(), words));
    assertTrue(
        err.toString().startsWith("Nothing can be published: no broker at amqp://127.0.0.1:1/"),
        err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "http:x", "localhost:8084", "http:///status"})
  void an_address_that_is_none_of_http_is_told_without_a_trace(String url) {
    assertEquals(2, run(Map.of(), "audit", "--url", url));
    assertEquals("--url is wrong: expected http://host:port or https://host\n", err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http://[x"})
  void an_address_that_is_none_is_told_without_the_name_of_an_exception(String url) {
    assertEquals(2, run(Map.of(), "audit", "--url", url));
    assertEquals(
        "Invalid value for option '--url': '" + url + "' is no address",
        err.toString().lines().findFirst().orElse(""));
  }

  @Test
  void the_version_and_a_completion_are_told() {
    assertEquals(0, run(Map.of(), "--version"));
    assertTrue(out.toString().startsWith("crm "), out.toString());
    assertEquals(0, run(Map.of(), "completion"));
    assertTrue(out.toString().contains("--shift-to-now"), out.toString());
    assertEquals("", err.toString());
  }

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine crm = Crm.commandLine(environment);
    crm.setOut(new PrintWriter(out, true));
    crm.setErr(new PrintWriter(err, true));
    return crm.execute(arguments);
  }
}
