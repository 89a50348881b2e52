package shop.crm.standalone.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What a shop must remember to go on after a restart. It may lag behind: events that are published
 * again have the same ids and change nothing.
 *
 * @param settings what the shop follows from
 * @param published how many of its events were published, from the first one on
 */
public record ShopJournal(ShopSettings settings, long published) {

  private static final String FILE = "shop.properties";

  /**
   * What was written in a directory, if anything was.
   *
   * @throws IOException if it cannot be read, or is not what {@link #write} writes
   */
  public static Optional<ShopJournal> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(
          new ShopJournal(
              new ShopSettings(
                  properties.getProperty("tenant", ""),
                  Long.parseLong(properties.getProperty("seed", "")),
                  Integer.parseInt(properties.getProperty("customers", "")),
                  Instant.parse(properties.getProperty("end", ""))),
              Long.parseLong(properties.getProperty("published", ""))));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(file + " is not the journal of a simulated shop", e);
    }
  }

  /** Writes it into a directory: all at once, never in part. */
  public void write(Path directory) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("tenant", settings.tenant());
    properties.setProperty("seed", String.valueOf(settings.seed()));
    properties.setProperty("customers", String.valueOf(settings.customers()));
    properties.setProperty("end", settings.end().toString());
    properties.setProperty("published", String.valueOf(published));
    Path draft = directory.resolve(FILE + ".new");
    try (var writer = Files.newBufferedWriter(draft)) {
      properties.store(writer, "the simulated shop");
    }
    Files.move(
        draft,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
