package shop.crm.standalone.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.standalone.failure.CannotStart;

class DataDirectoryTest {

  @TempDir private Path dir;

  @Test
  void a_directory_is_held_by_one_at_a_time() {
    try (DataDirectory held = DataDirectory.take(dir)) {
      CannotStart refused = assertThrows(CannotStart.class, () -> DataDirectory.take(held.path()));
      assertEquals(
          "Another crm is running on the data directory "
              + dir
              + "; stop it, or set CRM_DATA_DIR to another directory.",
          refused.getMessage());
    }
    DataDirectory.take(dir).close();
  }

  @Test
  void nobody_but_its_owner_looks_into_it() throws Exception {
    Path made = dir.resolve("new/data");
    DataDirectory.take(made).close();
    assertEquals("rwx------", permissions(made));

    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataDirectory.take(made).close();
    assertEquals("rwx------", permissions(made), "one of an earlier release");
  }

  @Test
  void a_directory_that_holds_other_things_stays_as_open_as_it_is() throws Exception {
    Files.createFile(dir.resolve("of-somebody-else"));
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataDirectory.take(dir).close();
    assertEquals("rwxr-xr-x", permissions(dir));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void endpoints_are_found_while_they_are_there() throws Exception {
    Endpoints endpoints =
        new Endpoints(
            URI.create("http://127.0.0.1:8084"),
            URI.create("http://127.0.0.1:8085"),
            "127.0.0.1:9092",
            URI.create("amqp://guest:guest@127.0.0.1:5672"),
            URI.create("postgres://crm@db/shop_crm"));
    endpoints.write(dir);
    assertEquals(Optional.of(endpoints), Endpoints.read(dir));

    Endpoints.remove(dir);
    assertEquals(Optional.empty(), Endpoints.read(dir));
  }

  @Test
  void an_embedded_part_keeps_its_port_while_that_is_free() throws Exception {
    try (DataDirectory data = DataDirectory.take(dir)) {
      int port = Ports.remembered(data, "kafka");
      assertEquals(port, Ports.remembered(data, "kafka"));

      try (ServerSocket other = new ServerSocket()) {
        other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        int moved = Ports.remembered(data, "kafka");
        assertEquals(moved, Ports.remembered(data, "kafka"));
      }
    }
  }

  @Test
  void a_port_in_use_is_named() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = other.getLocalPort();

      CannotStart refused =
          assertThrows(CannotStart.class, () -> Ports.claim("PORT", "127.0.0.1", port));
      assertEquals(
          "PORT="
              + port
              + " on 127.0.0.1 cannot be listened on: Address already in use. Stop what uses it, or"
              + " set PORT to another one.",
          refused.getMessage());
    }
  }
}
