package shop.crm.standalone.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerImportTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c.ndjson | {\"id\": \"ann\", \"tags\": [\"order_id\"]} | true",
        "c.csv | id,email | true",
        "C.CSV | id | true",
        "o.csv | order_id,customer_id | false",
        "o.ndjson | {\"order_id\": \"o\", \"customer_id\": \"c\"} | false",
        "o.ndjson | {\"id\": \"1\", \"order_id\": \"o\"} | false",
        "e.ndjson | {\"specversion\": \"1.0\", \"id\": \"1\"} | false",
        "x.ndjson | {\"id\": | false",
        "x.ndjson | [] | false",
        "x.ndjson | '' | false"
      })
  void customers_are_told_from_history(String name, String line, boolean expected)
      throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, line);

    assertEquals(expected, CustomerImport.isOne(file));
  }

  @Test
  void also_when_they_are_packed_and_begin_with_blank_lines() throws IOException {
    Path file = directory.resolve("c.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("\n\n{\"id\": \"ann\"}".getBytes(StandardCharsets.UTF_8));
    }

    assertEquals(true, CustomerImport.isOne(file));
  }

  @Test
  void a_damaged_file_is_left_to_the_history_that_reports_it() throws IOException {
    Path file = directory.resolve("c.gz");
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 0, 0});

    assertEquals(false, CustomerImport.isOne(file));
  }
}
