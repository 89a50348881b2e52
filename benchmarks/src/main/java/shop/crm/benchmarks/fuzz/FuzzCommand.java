package shop.crm.benchmarks.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.check.LogCheck;
import shop.crm.benchmarks.fuzz.access.Bearings;
import shop.crm.benchmarks.fuzz.access.IssuedKeys;
import shop.crm.benchmarks.fuzz.access.IssuedKeys.Issued;
import shop.crm.benchmarks.fuzz.access.KeyRing;
import shop.crm.benchmarks.fuzz.amqp.AmqpFuzz;
import shop.crm.benchmarks.fuzz.http.HttpFuzz;
import shop.crm.benchmarks.wire.ServiceAddresses;
import shop.crm.standalone.command.HelpOption;
import shop.crm.standalone.command.KeyOption;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.failure.CannotStart;

/** {@code crm fuzz}. */
@Command(
    name = "fuzz",
    description = {
      "Send malformed HTTP requests and AMQP messages to a running service, found by the"
          + " endpoints.json in CRM_DATA_DIR, and good ones between them.",
      "A service that asks for credentials is also sent every kind that lets nobody in. For that it"
          + " takes an administrator's key of the platform, by which it makes some and revokes them"
          + " at the end.",
      "Exit code 0: everything was answered as it should be, and nothing good was lost; 1: not so;"
          + " 2: no service runs there."
    })
public final class FuzzCommand implements Callable<Integer> {

  private static final int SHOWN = 3_000;
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final Duration UNLIMITED = Duration.ofDays(1);

  private final Map<String, String> environment;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      description =
          "For how long, both ways in one after the other; by default 60, and without an end where"
              + " --requests is given.")
  private Optional<Integer> seconds = Optional.empty();

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "Stop after so many requests, and as many messages; by default the time alone.")
  private Optional<Long> requests = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed sends the same; by default the date, as a number.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "N",
      description =
          "Send the request of that number alone (with --amqp-only the message), and print it.")
  private Optional<Long> only = Optional.empty();

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "A log of the service: it must not hold what was sent. Can be given again.")
  private List<Path> logs = List.of();

  @Mixin private KeyOption key;

  @ArgGroup private WayIn wayIn = new WayIn();

  /** Which of the ways in; both if none is named. */
  static final class WayIn {
    @Option(names = "--http-only", description = "HTTP requests alone.")
    private boolean httpOnly;

    @Option(names = "--amqp-only", description = "AMQP messages alone.")
    private boolean amqpOnly;
  }

  FuzzCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    ServiceAddresses service = running();
    long drawn = seed.orElseGet(FuzzCommand::today);
    Faults faults = new Faults();
    if (!IssuedKeys.areWanted(service.http())) {
      run(service, Bearings.unasked(), drawn, faults);
      return report(faults);
    }
    try (Issued issued = IssuedKeys.issue(service.http(), admin(), HttpFuzz.TENANTS)) {
      run(service, new Bearings(Optional.of(issued.ring())), drawn, faults);
    }
    return report(faults);
  }

  private BearerCredential admin() {
    return key.credential(environment)
        .orElseThrow(
            () ->
                new CannotStart(
                    "The service asks for credentials: set CRM_API_KEY, or give --key-file, to a"
                        + " key of the platform with the role admin"));
  }

  private void run(ServiceAddresses service, Bearings bearings, long drawn, Faults faults)
      throws IOException, InterruptedException, TimeoutException {
    if (only.isPresent()) {
      one(service, bearings, drawn, only.get(), faults);
      return;
    }
    String who = bearings.ring().isPresent() ? "with keys" : "without credentials";
    print("fuzz of " + service.http() + " " + who + ", seed " + drawn);
    List<LogCheck> checks = new ArrayList<>();
    for (Path log : logs) {
      checks.add(LogCheck.fromNow(log));
    }
    boolean both = !wayIn.httpOnly && !wayIn.amqpOnly;
    Duration time = time().dividedBy(both ? 2 : 1);
    long most = requests.orElse(Long.MAX_VALUE);
    if (!wayIn.amqpOnly) {
      HttpFuzz http = HttpFuzz.of(service, bearings, drawn, faults);
      http.prepare();
      HttpFuzz.Sent sent = http.run(time, most);
      print("HTTP: " + sent.bad() + " malformed requests, " + sent.good() + " good ones");
    }
    if (!wayIn.httpOnly) {
      Optional<String> credential = bearings.ring().map(KeyRing::platform);
      AmqpFuzz.Sent sent = AmqpFuzz.of(service, credential, drawn, faults).run(time, most);
      print("AMQP: " + sent.bad() + " malformed messages, " + sent.good() + " good events");
    }
    for (LogCheck check : checks) {
      check.check(bearings.ring().map(KeyRing::secrets).orElse(List.of()), faults);
    }
  }

  private Duration time() {
    Duration unlimited = requests.isPresent() ? UNLIMITED : USUAL;
    return seconds.map(Duration::ofSeconds).orElse(unlimited);
  }

  private void one(
      ServiceAddresses service, Bearings bearings, long drawn, long number, Faults faults)
      throws IOException, InterruptedException {
    if (wayIn.amqpOnly) {
      show(AmqpFuzz.send(service, drawn, number));
      return;
    }
    HttpFuzz http = HttpFuzz.of(service, bearings, drawn, faults);
    show(http.bytes(number));
    http.send(number).forEach(this::print);
  }

  private void show(byte[] sent) {
    int length = Math.min(SHOWN, sent.length);
    String text = new String(sent, 0, length, StandardCharsets.ISO_8859_1);
    print(text.replaceAll("[^ -~\r\n]", "?") + (length < sent.length ? "…" : ""));
  }

  private int report(Faults faults) {
    faults.lines().forEach(this::print);
    print(faults.count() == 0 ? "ok" : "FAILED: " + faults.count() + " faults");
    return faults.count() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Of a broker that is not embedded, only the environment tells the password. */
  private ServiceAddresses withPassword(ServiceAddresses service) {
    Optional<URI> configured =
        Optional.ofNullable(environment.get("RABBITMQ_URL"))
            .filter(url -> !url.isBlank() && service.amqp().getUserInfo() == null)
            .map(URI::create);
    return new ServiceAddresses(
        service.http(), service.internal(), configured.orElse(service.amqp()));
  }

  /** The date as in 20261129. */
  private static long today() {
    LocalDate date = LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC);
    return date.getYear() * 10_000L + date.getMonthValue() * 100 + date.getDayOfMonth();
  }

  private ServiceAddresses running() throws IOException {
    Path dataDir = Path.of(environment.getOrDefault("CRM_DATA_DIR", ".crm"));
    Optional<ServiceAddresses> service = ServiceAddresses.read(dataDir);
    return service
        .map(this::withPassword)
        .orElseThrow(
            () ->
                new CannotStart(
                    "No running service was found: "
                        + dataDir.resolve("endpoints.json")
                        + " does not exist. Start ./crm serve --embedded, or set CRM_DATA_DIR."));
  }
}
