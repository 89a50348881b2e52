package shop.crm.benchmarks.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.benchmarks.odd.OddTexts;

class LogCheckTest {

  @TempDir private Path directory;

  private List<String> found(String logged) throws IOException {
    Path log = directory.resolve("log");
    Files.writeString(log, "from before: " + OddTexts.PLANTED + "\n");
    LogCheck check = LogCheck.fromNow(log);
    Files.writeString(log, logged, StandardOpenOption.APPEND);
    Faults faults = new Faults();
    check.check(List.of("s3cretS3cretS3cretS3cret"), faults);
    return faults.lines();
  }

  @Test
  void what_was_logged_before_does_not_count() throws IOException {
    assertEquals(List.of(), found("12:00 INFO: fine\n\tat some.Class\n"));
  }

  @Test
  void a_value_that_was_sent_is_found() throws IOException {
    assertEquals(
        List.of(
            "1 × the log holds a value that was sent",
            "    log, line 2 from the start of this run"),
        found("fine\nWARN: " + OddTexts.PLANTED + "@example.org\n"));
  }

  @Test
  void a_credential_is_found_whoevers_it_is_and_a_part_of_one_that_was_sent() throws IOException {
    List<String> wanted =
        List.of("1 × the log holds a credential", "    log, line 1 from the start of this run");
    assertEquals(wanted, found("key crm_0123456789abcdef_0123456789ABCDEFghijklm\n"));
    assertEquals(wanted, found("Bearer x_s3cretS3cretS3cr\n"));
    assertEquals(List.of(), found("key crm_0123456789abcdef is new\n"));
  }

  @Test
  void control_characters_and_endless_lines_are_found() throws IOException {
    assertEquals(
        List.of(
            "1 × the log holds a control character",
            "    log, line 1 from the start of this run",
            "1 × the log holds a line of more than 1 KB",
            "    log, line 2 from the start of this run"),
        found("a\u001B[2Jb\n" + "x".repeat(1_025) + "\n"));
  }
}
