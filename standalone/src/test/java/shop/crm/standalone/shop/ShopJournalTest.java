package shop.crm.standalone.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopJournalTest {

  @TempDir private Path directory;

  @Test
  void a_shop_goes_on_from_what_was_written_last() throws IOException {
    Instant end = Instant.parse("2026-11-22T12:00:00.123Z");
    ShopJournal journal = new ShopJournal(ShopSettings.ofDemo("acme", end), 12_345);
    assertEquals(Optional.empty(), ShopJournal.read(directory));
    new ShopJournal(journal.settings(), 7).write(directory);
    journal.write(directory);
    assertEquals(Optional.of(journal), ShopJournal.read(directory));
  }

  @Test
  void a_journal_that_is_none_is_refused() throws IOException {
    Files.writeString(directory.resolve("shop.properties"), "seed=often");
    assertThrows(IOException.class, () -> ShopJournal.read(directory));
  }
}
