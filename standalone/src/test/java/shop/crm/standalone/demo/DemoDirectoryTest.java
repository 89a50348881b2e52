package shop.crm.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.standalone.data.DataDirectory;
import shop.crm.standalone.failure.CannotStart;

class DemoDirectoryTest {

  @TempDir private Path parent;

  @Test
  void what_the_last_demo_left_is_deleted() throws IOException {
    Path demo = parent.resolve("demo");
    DataDirectory.take(demo).close();
    Files.createDirectories(demo.resolve("kafka/log"));
    Files.writeString(demo.resolve("kafka/log/0"), "records");
    DemoDirectory.empty(demo);
    try (Stream<Path> left = Files.list(demo)) {
      assertEquals(List.of(demo.resolve("lock")), left.toList());
    }
  }

  @Test
  void a_directory_of_something_else_is_left_alone() throws IOException {
    Path file = Files.writeString(parent.resolve("thesis"), "years of work");
    assertThrows(CannotStart.class, () -> DemoDirectory.empty(parent));
    assertEquals("years of work", Files.readString(file));
  }

  @Test
  void the_directory_of_a_running_demo_is_left_alone() throws IOException {
    try (DataDirectory held = DataDirectory.take(parent)) {
      Path file = Files.writeString(held.path().resolve("shop.properties"), "");
      assertThrows(CannotStart.class, () -> DemoDirectory.empty(parent));
      assertTrue(Files.exists(file));
    }
  }
}
