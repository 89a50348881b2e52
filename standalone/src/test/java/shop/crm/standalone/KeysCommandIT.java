package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.standalone.embedded.EmbeddedPostgres;

/** {@code crm keys} on a database that no service has seen yet. */
class KeysCommandIT {

  private static EmbeddedPostgres postgres;

  private record Printed(int code, String out, String err) {

    KeyCredential key() {
      assertEquals(0, code, err);
      return KeyCredential.parse(out.strip()).orElseThrow(() -> new AssertionError(out));
    }
  }

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    postgres = EmbeddedPostgres.start(directory.resolve("postgres"), 0);
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  private static Printed run(String... words) {
    return run(Map.of("DATABASE_URL", postgres.uri().toString()), words);
  }

  private static Printed run(Map<String, String> environment, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine crm = Crm.commandLine(environment);
    crm.setOut(new PrintWriter(out, true));
    crm.setErr(new PrintWriter(err, true));
    int code = crm.execute(words);
    return new Printed(code, out.toString(), err.toString());
  }

  private static List<String> listed(String... words) {
    return run(words).out().lines().toList();
  }

  /** What the audit log tells of a tenant, in its order. */
  private static List<String> audited(String tenant) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + postgres.uri().getPort();
    try (Connection connection =
            DriverManager.getConnection(
                url + postgres.uri().getPath(), postgres.uri().getUserInfo(), "");
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT concat_ws(' ', actor, method, route, status, object) FROM audit_log"
                    + " WHERE tenant_id = ? ORDER BY id")) {
      statement.setString(1, tenant);
      List<String> lines = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      return lines;
    }
  }

  @Test
  void a_key_is_printed_alone_and_once_then_listed_rotated_and_revoked() throws SQLException {
    Printed made = run("keys", "create", "--name", "first", "--tenant", "t1", "--role", "viewer");
    KeyCredential key = made.key();
    String line =
        key.id()
            + "  t1  'first'  expires never  last used never  "
            + "customers:read,loyalty:read,segments:read,analytics:read,changes:read";
    assertEquals("The key " + line + "\n", made.err());
    assertEquals(List.of(line), listed("keys", "list", "--tenant", "t1"));

    Printed rotated = run("keys", "rotate", key.id(), "--old-valid-for", "PT1H");
    assertEquals(key.id(), rotated.key().id());
    assertTrue(!rotated.out().equals(made.out()), "it has another secret");
    assertEquals("The key " + line + "\n", rotated.err());

    Printed revoked = run("keys", "revoke", key.id());
    assertEquals("0 ", revoked.code() + " " + revoked.out());
    assertEquals(List.of(), listed("keys", "list", "--tenant", "t1"));
    assertEquals(2, run("keys", "revoke", key.id()).code());
    assertEquals(2, run("keys", "rotate", key.id()).code());
    assertEquals(
        List.of(
            "cli POST /api/v1/keys 201 key:" + key.id(),
            "cli POST /api/v1/keys/{id}:rotate 200 key:" + key.id(),
            "cli DELETE /api/v1/keys/{id} 204 key:" + key.id()),
        audited("t1"));
  }

  @Test
  void the_first_key_is_of_the_platform_and_may_do_everything() {
    KeyCredential key =
        run("keys", "create", "--name", "a", "--tenant", "*", "--role", "admin").key();
    List<String> platform = listed("keys", "list", "--tenant", "*");

    assertEquals(1, platform.size());
    KeyCredential other =
        run("keys", "create", "--name", "o", "--platform", "--role", "viewer").key();
    assertTrue(listed("keys", "list").stream().anyMatch(line -> line.startsWith(other.id())));
    assertEquals(0, run("keys", "revoke", other.id()).code());
    assertTrue(platform.getFirst().startsWith(key.id() + "  platform"), platform.getFirst());
    assertTrue(platform.getFirst().endsWith(",admin"), platform.getFirst());
  }

  @Test
  void scopes_and_an_end_can_be_named() {
    run(
            "keys",
            "create",
            "--name",
            "b",
            "--tenant",
            "t2",
            "--scope",
            "events:write,customers:read",
            "--scope",
            "pii:read",
            "--expires-at",
            "2999-01-01T00:00:00Z")
        .key();
    String line = listed("keys", "list", "--tenant", "t2").getFirst();

    assertTrue(line.contains("expires 2999-01-01T00:00:00Z"), line);
    assertTrue(line.endsWith("  customers:read,pii:read,events:write"), line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          create --name x --tenant * --role king           | --role is none of viewer,
          create --name x --tenant * --scope a:b           | --scope is none of customers:read,
          create --name x --tenant a/b --role viewer       | 'a/b' is not a tenant
          create --name x --tenant a --platform --role viewer | Error: --tenant=TENANT, --platform are mutually exclusive
          create --name x --tenant a --scope admin --role viewer | Error: --role=ROLE, --scope=SCOPE are mutually exclusive
          create --name x --tenant a                       | Error: Missing required argument
          create --name x --tenant a --role viewer --expires-at soon | --expires-at is not a time
          create --name x --tenant a --role viewer --expires-at 2020-01-01T00:00:00Z | --expires-at is not in the future
          rotate nothing                                   | ID is not the id of a key
          revoke nothing                                   | There is no key of that id
          rotate 0123456789abcdef --old-valid-for -PT1S    | --old-valid-for is below zero
          """)
  void what_is_wrong_is_told_and_nothing_is_printed(String words, String told) {
    Printed printed = run(("keys " + words).split(" "));

    assertEquals("2 ", printed.code() + " " + printed.out());
    assertTrue(printed.err().startsWith(told), printed.err());
  }

  @Test
  void without_a_database_it_says_what_to_do(@TempDir Path nobody) {
    Printed printed = run(Map.of("CRM_DATA_DIR", nobody.toString()), "keys", "list");
    assertEquals(2, printed.code());
    assertTrue(printed.err().startsWith("Nothing tells where the database is"), printed.err());

    Printed wrong = run(Map.of("DATABASE_URL", "postgres://u:s e c@h/d"), "keys", "list");
    assertEquals(
        "2 DATABASE_URL is wrong: expected postgres://user:password@host:5432/shop_crm\n",
        wrong.code() + " " + wrong.err());
  }

  @Test
  void without_a_command_the_usage_is_shown() {
    Printed printed = run("keys");

    assertEquals(2, printed.code());
    assertTrue(printed.err().startsWith("Usage: crm keys"), printed.err());
  }
}
