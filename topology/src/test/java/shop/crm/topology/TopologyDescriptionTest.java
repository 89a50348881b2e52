package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import shop.crm.topology.live.LiveTasks;

/** An incompatible change of the wiring shows as a change of a file that is reviewed. */
class TopologyDescriptionTest {

  private static final Path GOLDEN = Path.of("src/test/resources/topology.txt");

  @Test
  void the_wiring_is_the_one_that_was_reviewed() throws IOException {
    String description =
        CrmTopology.build(Rules.topology(Rules.DEFAULT, 6), new LiveTasks()).describe().toString();

    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, description);
    }
    assertEquals(Files.readString(GOLDEN), description);
  }
}
