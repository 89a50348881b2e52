package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What whoever starts {@code docker-compose.yml} unread lets others do. */
class ComposeFileTest {

  private static final Pattern PUBLISHED = Pattern.compile("- \"(\\S*:\\d+)\"");
  private static final Pattern PASSWORD = Pattern.compile("\\$\\{(\\w+_PASSWORD)([^}]*)}");

  private final String file;

  ComposeFileTest() throws IOException {
    file = Files.readString(Path.of("../docker-compose.yml"));
  }

  @Test
  void every_port_is_published_on_this_machine_only() {
    List<String> published = PUBLISHED.matcher(file).results().map(m -> m.group(1)).toList();

    assertTrue(published.size() >= 5, published.toString());
    assertEquals(
        List.of(), published.stream().filter(port -> !port.startsWith("127.0.0.1:")).toList());
  }

  @Test
  void callers_are_asked_for_keys_and_the_first_one_is_explained() throws IOException {
    assertTrue(file.contains("CRM_AUTH: ${CRM_AUTH:-keys}"), file);
    assertTrue(file.contains("crm keys create"), file);
    assertTrue(
        Files.readAllLines(Path.of("../.env.example")).contains("CRM_BOOTSTRAP_KEY="),
        "CRM_BOOTSTRAP_KEY");
  }

  @Test
  void passwords_have_no_default_and_are_named_in_the_example() throws IOException {
    List<MatchResult> passwords = PASSWORD.matcher(file).results().toList();
    List<String> example = Files.readAllLines(Path.of("../.env.example"));

    assertEquals(4, passwords.size());
    for (MatchResult password : passwords) {
      assertTrue(password.group(2).startsWith(":?"), password.group());
      assertTrue(example.contains(password.group(1) + "="), password.group(1));
    }
  }
}
