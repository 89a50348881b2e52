package shop.crm.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.crm.benchmarks.faults.FaultsCommand;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.measure.AnalyticsMeasurement;
import shop.crm.benchmarks.measure.BridgeMeasurement;
import shop.crm.benchmarks.measure.FeedMeasurement;
import shop.crm.benchmarks.measure.FloodMeasurement;
import shop.crm.benchmarks.measure.HotMeasurement;
import shop.crm.benchmarks.measure.HttpMeasurement;
import shop.crm.benchmarks.measure.LatencyMeasurement;
import shop.crm.benchmarks.measure.Plan;
import shop.crm.benchmarks.measure.ProfilesMeasurement;
import shop.crm.benchmarks.measure.SegmentsMeasurement;
import shop.crm.benchmarks.measure.TenantsMeasurement;
import shop.crm.benchmarks.measure.TopologyMeasurement;
import shop.crm.benchmarks.micro.MicroBenchmarks;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Report;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.standalone.command.HelpOption;
import shop.crm.standalone.command.KeyOption;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.failure.CannotStart;

/** {@code crm bench}: the measurements. */
@Command(
    name = "bench",
    description = {
      "Measures the service beside yardsticks, on an embedded Kafka and PostgreSQL in a directory"
          + " of their own, and on RabbitMQ (RABBITMQ_URL, else 127.0.0.1:5672, else an embedded"
          + " broker)."
    },
    subcommands = FaultsCommand.class)
public final class BenchCommand implements Callable<Integer> {

  /** What can be measured. */
  enum Measurement {
    topology,
    bridge,
    latency,
    http,
    profiles,
    segments,
    analytics,
    feed,
    hot,
    tenants,
    flood,
    jmh,
    all
  }

  @Spec private CommandSpec spec;

  @Mixin private HelpOption help;

  @Mixin private KeyOption key;

  @Parameters(
      arity = "0..*",
      paramLabel = "MEASUREMENT",
      description =
          "topology, bridge, latency, http, profiles, segments, analytics, feed, hot, tenants,"
              + " flood, jmh (the pure functions on their own), or all but jmh; all if none is"
              + " named.")
  private List<Measurement> wanted = List.of(Measurement.all);

  @Option(
      names = "--history",
      defaultValue = "200000",
      description =
          "topology, segments, feed: events that lie a year back (default ${DEFAULT-VALUE}).")
  private int history;

  @Option(
      names = "--events",
      defaultValue = "400000",
      description =
          "topology, segments, feed: events of the last hours, which are measured (default"
              + " ${DEFAULT-VALUE}).")
  private int events;

  @Option(
      names = "--customers",
      defaultValue = "100000",
      description =
          "topology, http, profiles, segments, analytics, feed: how many customers there may be;"
              + " flood: how many each of the two tenants has; tenants: how many tenants with one customer (default ${DEFAULT-VALUE}).")
  private int customers;

  @Option(
      names = "--messages",
      defaultValue = "100000",
      description = "bridge: messages in the queue (default ${DEFAULT-VALUE}).")
  private int messages;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "latency, segments: orders a second (default ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description =
          "latency, and that of profiles and segments; ticks of tenants and segments; each turn of"
              + " flood: for how long (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--connections",
      defaultValue = "8",
      description = "http, profiles: connections that ask at once (default ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--patches",
      defaultValue = "50",
      description =
          "profiles: changes a second while their latency is measured (default"
              + " ${DEFAULT-VALUE}).")
  private int patches;

  @Option(
      names = "--turn",
      paramLabel = "<seconds>",
      defaultValue = "5",
      description =
          "http, profiles, analytics: how long one candidate is measured before the next one's turn"
              + " (default ${DEFAULT-VALUE}).")
  private int turn;

  @Option(
      names = "--rounds",
      defaultValue = "2",
      description = "Rounds after those that warm up; medians count (default ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures as JSON too; - for standard output.")
  private Optional<String> json = Optional.empty();

  /** The command, before its arguments are parsed. */
  public BenchCommand() {}

  @Override
  public Integer call()
      throws IOException,
          TimeoutException,
          InterruptedException,
          ExecutionException,
          RunnerException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Consumer<String> watch =
        line -> {
          err.println("  " + line);
          err.flush();
        };
    Report report = new Report();
    for (Measurement measurement : chosen()) {
      watch.accept("-- " + measurement);
      report.add(measure(measurement, watch));
    }
    out.print(report.table());
    if (json.isPresent()) {
      write(report.json(Clock.systemUTC().instant()), json.get(), out);
    }
    out.flush();
    return 0;
  }

  private Set<Measurement> chosen() {
    return wanted.contains(Measurement.all)
        ? EnumSet.complementOf(EnumSet.of(Measurement.jmh, Measurement.all))
        : EnumSet.copyOf(wanted);
  }

  private List<Figure> measure(Measurement measurement, Consumer<String> watch)
      throws IOException,
          TimeoutException,
          InterruptedException,
          ExecutionException,
          RunnerException {
    return switch (measurement) {
      case topology -> TopologyMeasurement.run(traffic(), rounds, watch);
      case bridge -> BridgeMeasurement.run(messages, rounds, watch);
      case latency -> LatencyMeasurement.run(rate, Duration.ofSeconds(seconds), watch);
      case http -> HttpMeasurement.run(customers, key(), plan(watch));
      case profiles ->
          ProfilesMeasurement.run(customers, patches, Duration.ofSeconds(seconds), plan(watch));
      case segments ->
          SegmentsMeasurement.run(traffic(), rate, Duration.ofSeconds(seconds), rounds, watch);
      case feed -> FeedMeasurement.run(traffic(), rounds, watch);
      case tenants -> TenantsMeasurement.run(customers, Duration.ofSeconds(seconds), watch);
      case flood -> FloodMeasurement.run(customers, Duration.ofSeconds(seconds), rounds, watch);
      case analytics -> AnalyticsMeasurement.run(customers, plan(watch));
      case hot -> HotMeasurement.run(rounds, watch);
      case jmh -> MicroBenchmarks.run();
      case all -> throw new IllegalArgumentException("all is the others together");
    };
  }

  /** Of the service that asks for one: that which is named, for it puts that in as its first. */
  private KeyCredential key() {
    return key.credential(System.getenv())
        .map(BearerCredential::text)
        .map(
            text ->
                KeyCredential.parse(text)
                    .orElseThrow(() -> new CannotStart("http needs an API key, crm_…, or none")))
        .orElseGet(() -> KeyCredential.generate(new SecureRandom()));
  }

  private OrderTraffic traffic() {
    return new OrderTraffic(history, events, customers, Instant.now());
  }

  private Plan plan(Consumer<String> watch) {
    return new Plan(connections, Duration.ofSeconds(turn), rounds, watch);
  }

  private static void write(String text, String where, PrintWriter out) throws IOException {
    if (where.equals("-")) {
      out.println(text);
    } else {
      Files.writeString(Path.of(where), text + "\n");
    }
  }
}
