package shop.crm.standalone.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.topology.rules.RulesOrder.LastStart;

class LastRulesTest {

  @TempDir private Path directory;

  @Test
  void the_next_process_reads_what_the_last_one_wrote() throws IOException {
    assertEquals(Optional.empty(), LastRules.read(directory));

    LastRules.write(directory, new LastStart("00ff", 6));
    LastRules.write(directory, new LastStart("ff00", 7));

    assertEquals(Optional.of(new LastStart("ff00", 7)), LastRules.read(directory));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(directory.resolve("rules.properties")), files.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "configured=00ff", "version=1", "configured=00ff\nversion=x", "\\u00"})
  void what_is_damaged_is_as_good_as_absent(String text) throws IOException {
    Files.writeString(directory.resolve("rules.properties"), text);

    assertEquals(Optional.empty(), LastRules.read(directory));
  }
}
