package shop.crm.standalone.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import shop.crm.standalone.data.DataDirectory;
import shop.crm.standalone.failure.CannotStart;

/** The directory of the demo, which no other command uses. */
public final class DemoDirectory {

  private static final String LOCK = "lock";

  private DemoDirectory() {}

  /**
   * Deletes all that is in it.
   *
   * @throws CannotStart where another demo runs on it, it holds what no demo has put there, or it
   *     cannot be emptied
   */
  public static void empty(Path directory) {
    try {
      if (Files.exists(directory) && !isDemo(directory)) {
        throw new CannotStart(
            directory
                + " holds other things than a demo's: it is not emptied. Move them, or set"
                + " CRM_DATA_DIR to another directory.");
      }
      try (DataDirectory held = DataDirectory.take(directory)) {
        Files.walkFileTree(held.path(), new Deletion(held.path()));
      }
    } catch (IOException e) {
      throw new CannotStart(directory + " cannot be emptied: " + e, e);
    }
  }

  /** Every process that uses a data directory has left its lock there. */
  private static boolean isDemo(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return Files.exists(directory.resolve(LOCK)) || files.findAny().isEmpty();
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    private final Path root;

    Deletion(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!file.equals(root.resolve(LOCK))) {
        Files.delete(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!directory.equals(root)) {
        Files.delete(directory);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
