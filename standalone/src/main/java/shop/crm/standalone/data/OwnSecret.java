package shop.crm.standalone.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import shop.crm.queries.connection.ClusterSecret;

/**
 * The secret of a service that was given none to share with others: made at random when it starts,
 * and kept on the data directory for the commands of whoever owns that. Everybody else on the
 * machine reaches the internal port, and is refused there.
 */
public final class OwnSecret {

  private static final String FILE = "cluster.secret";
  private static final int BYTES = 32;

  private OwnSecret() {}

  /** Makes another one, in the place of the one before. */
  public static ClusterSecret renew(Path dataDir) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String text = HexFormat.of().formatHex(random);
    Path draft = dataDir.resolve(FILE + ".new");
    Files.deleteIfExists(draft);
    // Never readable by others, not even while it is written.
    Files.createFile(draft, forOwnerOnly(dataDir));
    Files.writeString(draft, text, StandardCharsets.US_ASCII);
    Files.move(
        draft,
        dataDir.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return new ClusterSecret(text);
  }

  private static FileAttribute<?>[] forOwnerOnly(Path dataDir) throws IOException {
    return Files.getFileStore(dataDir).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** That of the service on a data directory, if it has made one. */
  public static Optional<ClusterSecret> read(Path dataDir) throws IOException {
    Path file = dataDir.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(new ClusterSecret(Files.readString(file, StandardCharsets.US_ASCII)))
        : Optional.empty();
  }

  /** Takes it away: whoever starts next has another, or was given one. */
  public static void remove(Path dataDir) throws IOException {
    Files.deleteIfExists(dataDir.resolve(FILE));
  }
}
