package shop.crm.standalone.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.topology.rules.RulesOrder.LastStart;

/** With which rules the process before this one was started on a data directory. */
public final class LastRules {

  private static final Logger LOG = LoggerFactory.getLogger(LastRules.class);

  private static final String FILE = "rules.properties";
  private static final String HASH = "configured";
  private static final String VERSION = "version";

  private LastRules() {}

  /** Those of the process before; nothing on a new directory, or where they cannot be read. */
  public static Optional<LastStart> read(Path dataDir) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties kept = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      kept.load(reader);
      return Optional.of(
          new LastStart(
              Optional.ofNullable(kept.getProperty(HASH)).orElseThrow(),
              Long.parseLong(kept.getProperty(VERSION))));
    } catch (RuntimeException e) {
      LOG.warn("passing over {}, which is damaged: {}", file, e.getClass().getName());
      return Optional.empty();
    }
  }

  /** Keeps those of this process, for the next one. */
  public static void write(Path dataDir, LastStart start) throws IOException {
    Properties kept = new Properties();
    kept.setProperty(HASH, start.hash());
    kept.setProperty(VERSION, String.valueOf(start.version()));
    Path draft = dataDir.resolve(FILE + ".new");
    try (var writer = Files.newBufferedWriter(draft)) {
      kept.store(writer, "the rules of the last start, and the version that was in force then");
    }
    Files.move(
        draft,
        dataDir.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
