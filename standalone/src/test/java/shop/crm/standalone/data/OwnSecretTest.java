package shop.crm.standalone.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.queries.connection.ClusterSecret;

class OwnSecretTest {

  private static final Clock NOW = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private static String signature(ClusterSecret secret) {
    return secret.sign(new ClusterSecret.Call("GET", "/", "", ""), new byte[0], NOW);
  }

  @Test
  void what_is_made_is_read_by_its_owner_alone(@TempDir Path directory) throws IOException {
    ClusterSecret made = OwnSecret.renew(directory);
    List<Path> files;
    try (var listed = Files.list(directory)) {
      files = listed.toList();
    }

    assertEquals(
        signature(made), signature(OwnSecret.read(directory).orElseThrow()), "the same secret");
    assertEquals(1, files.size(), files.toString());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(files.getFirst())));
  }

  @Test
  void each_start_has_another_and_what_was_stopped_leaves_none(@TempDir Path directory)
      throws IOException {
    String first = signature(OwnSecret.renew(directory));

    assertNotEquals(first, signature(OwnSecret.renew(directory)));
    OwnSecret.remove(directory);
    assertEquals(Optional.empty(), OwnSecret.read(directory));
    assertTrue(Files.isDirectory(directory));
  }
}
