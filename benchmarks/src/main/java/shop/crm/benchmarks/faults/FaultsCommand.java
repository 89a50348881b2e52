package shop.crm.benchmarks.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import shop.crm.benchmarks.faults.FaultTest.Plan;
import shop.crm.benchmarks.faults.kind.FaultKind;
import shop.crm.benchmarks.faults.traffic.Traffic;
import shop.crm.standalone.command.HelpOption;

/** {@code crm bench faults}. */
@Command(
    name = "faults",
    description = {
      "Start three instances of the service, Kafka, PostgreSQL and RabbitMQ (else an embedded"
          + " broker) in processes of their own, bring faults about under load, and hold every"
          + " answer, change and customer to what was sent. RABBITMQ_URL and DATABASE_URL (an empty"
          + " database) name those of somebody else, which are never stopped.",
      "Exit code 0: nothing was lost, doubled or wrong, and no answer took back an earlier one"
          + " without saying so; 1: not so."
    })
public final class FaultsCommand implements Callable<Integer> {

  private static final List<FaultKind> SHORT = List.of(FaultKind.KILL);

  /** Starting takes most of a short form's time, and compiling most of that. */
  private static final List<String> SHORT_OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UseG1GC");

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      converter = Kinds.class,
      description =
          "kill, stop, freeze, rolling, broker-kill, broker-freeze, database, rabbitmq, rebalance,"
              + " rules (default: all).")
  private List<FaultKind> kinds = List.of();

  @Option(
      names = "--faults",
      paramLabel = "N",
      description = "How many faults; by default one of each kind.")
  private Optional<Integer> faults = Optional.empty();

  @Option(
      names = "--short",
      description = "One kill, with 400 customers, of instances that start faster and run slower.")
  private boolean brief;

  @Option(
      names = "--customers",
      description = "Customers at the beginning (default 2000, short 400).")
  private Optional<Integer> customers = Optional.empty();

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "Events about orders a second (default ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--brokers",
      defaultValue = "1",
      description = "Nodes of Kafka; with 3, topics have 3 replicas (default ${DEFAULT-VALUE}).")
  private int brokers;

  @Option(
      names = "--seed",
      description = "Of what is drawn: the order of faults, whom they hit, for how long.")
  private Optional<Long> seed = Optional.empty();

  /** The command, before its arguments are parsed. */
  public FaultsCommand() {}

  /** Kinds as they are written. */
  private static final class Kinds implements ITypeConverter<FaultKind> {
    @Override
    public FaultKind convert(String text) {
      return FaultKind.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of " + Arrays.toString(FaultKind.values())));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<FaultKind> chosen = !kinds.isEmpty() ? kinds : brief ? SHORT : List.of(FaultKind.values());
    long drawn = seed.orElseGet(System::currentTimeMillis);
    print("seed " + drawn);
    Traffic.Plan traffic = new Traffic.Plan(customers.orElse(brief ? 400 : 2_000), rate, drawn);
    Plan plan =
        new Plan(
            chosen,
            faults.orElse(chosen.size()),
            brokers,
            brief ? SHORT_OPTIONS : List.of(),
            traffic,
            drawn);
    Path directory = Files.createTempDirectory("crm-faults-");
    long start = System.nanoTime();
    Consumer<String> watch =
        line -> print("%4d s  %s".formatted((System.nanoTime() - start) / 1_000_000_000, line));
    if (FaultTest.run(directory, plan, watch, this::print)) {
      delete(directory);
      print("ok");
      return ExitCode.OK;
    }
    print("FAILED; what the processes left is in " + directory);
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
