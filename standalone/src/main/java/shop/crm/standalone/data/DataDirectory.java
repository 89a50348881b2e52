package shop.crm.standalone.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.standalone.failure.CannotStart;

/** The directory with all that this process keeps; held by one process at a time. */
public final class DataDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates the directory where it is missing, and takes it. Nobody but its owner may look into it;
   * only one that holds other things too stays as it is.
   *
   * @throws CannotStart where another process has it, or it cannot be written to
   */
  public static DataDirectory take(Path path) {
    try {
      boolean ours = !Files.exists(path) || Files.exists(path.resolve(LOCK)) || isEmpty(path);
      Files.createDirectories(path);
      if (ours) {
        forOwnerOnly(path);
      }
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

  private static boolean isEmpty(Path path) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Personal data lies there, and logs of databases that anybody could read. */
  private static void forOwnerOnly(Path path) throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class)) {
      try {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      } catch (FileSystemException e) {
        // A volume that belongs to another user, as container platforms give it.
        LOG.warn("{} cannot be closed to others: {}", path, e.getClass().getSimpleName());
      }
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
