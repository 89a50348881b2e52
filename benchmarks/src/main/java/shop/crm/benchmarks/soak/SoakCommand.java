package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.crm.standalone.command.HelpOption;

/** {@code crm soak}. */
@Command(
    name = "soak",
    description = {
      "Start a service with embedded brokers on a directory of its own, and attack it in every way"
          + " at once beside good traffic, which is measured alone first.",
      "Exit code 0: good traffic lost nothing and hardly noticed, memory stayed bounded, nothing"
          + " was left open; 1: not so."
    })
public final class SoakCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "For how long it is attacked (default ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Good orders a second (default ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "512",
      description = "Heap of the service (default ${DEFAULT-VALUE}).")
  private int heap;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of what is malformed at random (default ${DEFAULT-VALUE}).")
  private long seed;

  /** The command, before its arguments are parsed. */
  SoakCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration attacked = Duration.ofMinutes(minutes);
    Duration alone = minutes > 1 ? Duration.ofMinutes(1) : Duration.ofSeconds(20);
    Path directory = Files.createTempDirectory("crm-soak-");
    boolean held =
        Soak.run(directory, new Soak.Plan(alone, attacked, rate, heap, seed), this::print);
    if (held) {
      delete(directory);
      print("ok");
      return ExitCode.OK;
    }
    print("FAILED; what the service left is in " + directory);
    return ExitCode.SOFTWARE;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static void delete(Path directory) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(directory)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
