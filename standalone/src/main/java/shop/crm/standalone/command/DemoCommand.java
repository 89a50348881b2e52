package shop.crm.standalone.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.demo.DemoDirectory;
import shop.crm.standalone.demo.DemoShop;
import shop.crm.standalone.demo.DemoTips;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.failure.ServiceFailed;
import shop.crm.standalone.importer.ServiceClient;
import shop.crm.standalone.importer.ServiceClient.Intake;
import shop.crm.standalone.importer.Settling;
import shop.crm.standalone.publisher.PublishFailed;
import shop.crm.standalone.publisher.ShopPublisher;
import shop.crm.standalone.publisher.ShopPublisher.Delivery;
import shop.crm.standalone.publisher.ShopPublisher.Target;
import shop.crm.standalone.service.Foreground;
import shop.crm.standalone.service.Service;
import shop.crm.standalone.shop.ShopJournal;
import shop.crm.standalone.shop.ShopSettings;

/** {@code crm demo}. */
@Command(
    name = "demo",
    description = {
      "Watch a shop's orders become live customer state: everything runs inside this process, and a"
          + " simulated shop publishes a year of history, then goes on live.",
      "Uses none of the configured brokers and databases; data is in CRM_DATA_DIR/demo (default"
          + " .crm/demo). Ctrl-C ends it."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final List<String> NOT_ITS_OWN = List.of("RABBITMQ_URL", "DATABASE_URL");
  private static final Duration PATIENCE = Duration.ofSeconds(300);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

  private final Map<String, String> environment;
  private final Clock clock;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--keep",
      description = "Go on with the shop of the last demo; by default a new one starts.")
  private boolean keep;

  public DemoCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, PublishFailed {
    long started = System.nanoTime();
    Path directory = Path.of(environment.getOrDefault("CRM_DATA_DIR", ".crm"), "demo");
    Configuration configuration =
        Configuration.read(embedded(environment, directory), Missing.EMBEDDED);
    if (!keep) {
      DemoDirectory.empty(directory);
    }
    tell("Starting Kafka, an AMQP broker and the service in this process ...");
    Service service = Service.startInForeground(configuration, clock);
    ShopJournal journal = journal(configuration);
    DemoShop shop = new DemoShop(configuration.dataDir(), journal, publisher(service), clock);
    service.stopsBefore("simulated shop", shop);
    fill(service, journal.settings().tenant(), shop);
    tell(String.format(Locale.ROOT, "%nThat took %.0f s.", (System.nanoTime() - started) / 1e9));
    String endpoints = configuration.dataDir().resolve("endpoints.json").toString();
    new DemoTips(service.endpoints(), endpoints, service.rabbit().exchange())
        .lines(shop.accounts(service.rules().rfm()))
        .forEach(this::tell);
    throw Foreground.awaitFailure(goLive(service, shop));
  }

  /** The settings of rules and of HTTP apply; brokers and databases are the demo's own. */
  static Map<String, String> embedded(Map<String, String> environment, Path directory) {
    Map<String, String> own = new HashMap<>(environment);
    own.keySet().removeAll(NOT_ITS_OWN);
    own.keySet().removeIf(name -> name.startsWith("KAFKA_"));
    own.put("CRM_DATA_DIR", directory.toString());
    return Map.copyOf(own);
  }

  /** Where the demo is to ask for credentials, it has to have one itself: the first one does. */
  private static Optional<BearerCredential> credential(Map<String, String> environment) {
    return BearerCredential.read(Optional.empty(), environment)
        .or(() -> BearerCredential.first(environment));
  }

  private ShopJournal journal(Configuration configuration) throws IOException {
    try {
      return ShopJournal.read(configuration.dataDir())
          .orElseGet(
              () ->
                  new ShopJournal(
                      ShopSettings.ofDemo(
                          configuration.topology().defaultTenant(),
                          clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                      0));
    } catch (IOException e) {
      throw new CannotStart(e.getMessage() + ". Start without --keep.", e);
    }
  }

  private static ShopPublisher publisher(Service service) throws PublishFailed {
    return ShopPublisher.connect(
        new Target(
            service.rabbit().broker(),
            service.rabbit().exchange(),
            service.topology().currency(),
            Delivery.PERSISTENT));
  }

  private void fill(Service service, String tenant, DemoShop shop)
      throws IOException, PublishFailed {
    ServiceClient running =
        ServiceClient.at(
            service.endpoints().http(),
            tenant,
            credential(environment),
            Trusted.context(Optional.empty(), environment));
    Settling settling = new Settling(running, PATIENCE, LOOK_INTERVAL);
    if (!settling.awaitReady()) {
      throw notWithin("the service to become ready");
    }
    ProgressLine progress = ProgressLine.on(spec.commandLine().getOut());
    Intake before = running.intake();
    tell("A simulated shop publishes a year of history ...");
    long published = shop.publishHistory(progress);
    switch (settling.await(before, published, progress)) {
      case Settling.Outcome.Settled settled -> {
        tell("");
        RfmTable.of(settled.rfm()).forEach(this::tell);
      }
      case Settling.Outcome.TimedOut timedOut -> throw notWithin(timedOut.waitingFor());
    }
  }

  private static ServiceFailed notWithin(String waitingFor) {
    String message = "Waited " + PATIENCE.toSeconds() + " s for " + waitingFor + ".";
    return new ServiceFailed(message, new IOException("no answer that would do"));
  }

  private CompletableFuture<ServiceFailed> goLive(Service service, DemoShop shop) {
    CompletableFuture<ServiceFailed> failure = service.failure().toCompletableFuture().copy();
    tell("Live traffic begins; Ctrl-C ends the demo.");
    Thread.ofPlatform()
        .name("demo shop")
        .daemon()
        .start(
            () -> {
              try {
                shop.runLive(this::tell);
              } catch (PublishFailed | IOException e) {
                failure.complete(
                    new ServiceFailed("The simulated shop stopped: " + e.getMessage(), e));
              }
            });
    return failure;
  }

  private void tell(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
