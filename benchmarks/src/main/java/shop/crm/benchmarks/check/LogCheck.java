package shop.crm.benchmarks.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.regex.Pattern;
import shop.crm.benchmarks.odd.OddTexts;

/**
 * What a service has logged from some moment on.
 *
 * @param file the log
 * @param from its length at that moment, in bytes
 */
public record LogCheck(Path file, long from) {

  // A tabulator stands before the lines of a stack trace.
  private static final Pattern CONTROL =
      Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f\\x80-\\x9f]");
  private static final int LONGEST = 1_024;

  /** A key, or enough of one to be worth trying. */
  private static final Pattern KEY = Pattern.compile("crm_[a-z0-9]{16}_[0-9A-Za-z]{16}");

  private static final int PART_OF_SECRET = 16;

  /** What it will log from now on. */
  public static LogCheck fromNow(Path file) throws IOException {
    return new LogCheck(file, Files.size(file));
  }

  /** Whether a text has a key in it, whoever's it is. */
  public static boolean tellsKey(String text) {
    return KEY.matcher(text).find();
  }

  /**
   * Looks for what came in, for what moves a terminal, and for lines without bounds.
   *
   * @param secrets that were sent
   */
  public void check(List<String> secrets, Faults faults) throws IOException {
    List<String> parts =
        secrets.stream()
            .map(secret -> secret.substring(0, Math.min(PART_OF_SECRET, secret.length())))
            .toList();
    try (FileChannel channel = FileChannel.open(file);
        InputStream in = Channels.newInputStream(channel.position(from));
        Scanner lines = new Scanner(in, StandardCharsets.UTF_8).useDelimiter("\n")) {
      for (int number = 1; lines.hasNext(); number++) {
        String line = lines.next();
        String where = file.getFileName() + ", line " + number + " from the start of this run";
        if (line.contains(OddTexts.PLANTED)) {
          faults.add("the log holds a value that was sent", where);
        }
        if (tellsKey(line) || parts.stream().anyMatch(line::contains)) {
          faults.add("the log holds a credential", where);
        }
        if (CONTROL.matcher(line).find()) {
          faults.add("the log holds a control character", where);
        }
        if (line.length() > LONGEST) {
          faults.add("the log holds a line of more than 1 KB", where);
        }
      }
    }
  }
}
