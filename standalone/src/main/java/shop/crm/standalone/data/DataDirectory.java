package shop.crm.standalone.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.CannotStart;

/** The directory with all that this process keeps; held by one process at a time. */
public final class DataDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the directory where it is missing, and takes it.
   *
   * @throws CannotStart where another process has it, or it cannot be written to
   */
  public static DataDirectory take(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(path, channel);
      } catch (CannotStart | IOException e) {
        channel.close();
        throw e;
      }
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      throw new CannotStart(
          "CRM_DATA_DIR=" + path + " cannot be used: " + e + "; expected a directory to write to",
          e);
    }
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw inUse(path);
    }
    if (lock == null) {
      throw inUse(path);
    }
  }

  private static CannotStart inUse(Path path) {
    return new CannotStart(
        "Another crm is running on the data directory "
            + path
            + "; stop it, or set CRM_DATA_DIR to another directory.");
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Lets go of it; the file stays, for a lock on a deleted file would hold nobody off. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} could not be released: {}", path, e.toString());
    }
  }
}
