package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CrmTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"serve", "audit"})
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
  void serve_names_what_is_not_configured() {
    Map<String, String> environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "RABBITMQ_URL", "amqp://guest:guest@rabbit",
            "DATABASE_URL", "postgres://db/shop_crm",
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
    assertTrue(
        err.toString().startsWith("No audit: http://127.0.0.1:1/status cannot be reached"),
        err.toString());
  }

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine crm = Crm.commandLine(environment);
    crm.setOut(new PrintWriter(out, true));
    crm.setErr(new PrintWriter(err, true));
    return crm.execute(arguments);
  }
}
