package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What Linux tells of a process; other systems tell nothing. */
record ProcFiles(Path directory) {

  static ProcFiles of(long pid) {
    return new ProcFiles(Path.of("/proc", Long.toString(pid)));
  }

  /** Its resident memory, in megabytes. */
  OptionalLong residentMegabytes() {
    try (Stream<String> lines = Files.lines(directory.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
          .findFirst();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  /** How many sockets it has open. */
  OptionalLong sockets() {
    List<Path> descriptors;
    try (Stream<Path> all = Files.list(directory.resolve("fd"))) {
      descriptors = all.toList();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(descriptors.stream().filter(ProcFiles::isSocket).count());
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException _) {
      // It was closed meanwhile.
      return false;
    }
  }
}
