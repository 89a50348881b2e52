package shop.crm.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of this class path, in a process of its own. */
public final class JavaProgram {

  private JavaProgram() {}

  /**
   * What starts it, on the Java that runs this.
   *
   * @param options of the JVM, beside those that {@code ./crm} gives it
   * @param arguments of the program
   */
  public static ProcessBuilder of(List<String> options, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=50",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
