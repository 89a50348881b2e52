package shop.crm.standalone.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.failure.ServiceFailed;
import shop.crm.standalone.failure.Unreachable;
import shop.crm.standalone.importer.Census;
import shop.crm.standalone.importer.CustomerImport;
import shop.crm.standalone.importer.HistoryImport;
import shop.crm.standalone.importer.HistoryImport.History;
import shop.crm.standalone.importer.ServiceClient;
import shop.crm.standalone.importer.ServiceClient.Intake;
import shop.crm.standalone.importer.Settling;
import shop.crm.standalone.importer.Shift;
import shop.crm.standalone.importer.ShopFormat;
import shop.crm.standalone.publisher.PublishFailed;
import shop.crm.standalone.publisher.ShopPublisher;
import shop.crm.standalone.publisher.ShopPublisher.Delivery;
import shop.crm.standalone.publisher.ShopPublisher.Target;

/** {@code crm import}. */
@Command(
    name = "import",
    description = {
      "Bring customers and order history from files into a running service: customers over HTTP,"
          + " orders and refunds by way of RabbitMQ.",
      "A file holds customers or history, a JSON object a line, and may be gzip; customers may also"
          + " be CSV with a header (*.csv), as may orders. Customers: id and the fields of the profile."
          + " Orders: order_id, customer_id, ordered_at, total, items [{sku, name, quantity,"
          + " unit_price}]; if need be currency, status (completed, pending, cancelled, refunded),"
          + " refunded_amount, cancelled_at. Refunds: refund_id, order_id, customer_id, refunded_at,"
          + " amount.",
      "Orders as CSV have a row each, or a row an item: columns order_id, customer_id, ordered_at,"
          + " total, currency, status, refunded_amount, cancelled_at, item_sku, item_name,"
          + " item_quantity, item_unit_price, or those that --map and --format tell. Times without a"
          + " zone are in CRM_TIME_ZONE.",
      "Importing the same files again changes nothing.",
      "Exit code 0: all is in; 1: lines were bad, or something failed; 2: nothing to import, or"
          + " nowhere to bring it."
    })
public final class ImportCommand implements Callable<Integer> {

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

  private final Map<String, String> environment;
  private final Clock clock;

  @Mixin private HelpOption help;

  @Mixin private KeyOption key;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Customers, or orders and refunds.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "SHOP",
      description =
          "CSV files are a shop's export of orders: shopify, woocommerce or magento. Customers of"
              + " exports without ids have their email address as id.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--map",
      paramLabel = "FIELD=COLUMN",
      description =
          "CSV files are orders, and this column has that field: --map 'total=Total Price'.")
  private Map<String, String> map = new LinkedHashMap<>();

  @Option(names = "--shift-to-now", description = "Move all times so that the last order is now.")
  private boolean shiftToNow;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Whose history it is; by default CRM_DEFAULT_TENANT, else 'default'.")
  private Optional<String> tenant = Optional.empty();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Address of the service; by default that of the one on CRM_DATA_DIR.")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM file of those who may say who the service is, where it has https; by default"
              + " CRM_TLS_CA, else whom Java trusts, and who is in CRM_TLS_CERTIFICATE.")
  private Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--amqp",
      paramLabel = "URI",
      description =
          "The RabbitMQ that it takes from; by default that of the service on CRM_DATA_DIR where it"
              + " is embedded, else RABBITMQ_URL.")
  private Optional<URI> amqp = Optional.empty();

  @Option(
      names = "--exchange",
      paramLabel = "NAME",
      description = "The exchange; by default RABBITMQ_EXCHANGE, else 'shop.events'.")
  private Optional<String> exchange = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long the service may take to take it in (${DEFAULT-VALUE}); 0: only publish.")
  private int wait;

  public ImportCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    requireReadable();
    SharedSettings settings = new SharedSettings(environment);
    String owner = settings.tenant(tenant);
    ServiceClient service =
        ServiceClient.at(
            Door.http(url, environment),
            owner,
            key.credential(environment),
            Trusted.context(authorities, environment));
    ProgressLine progress = ProgressLine.on(spec.commandLine().getOut());
    ShopFormat tables = tables();
    Map<Boolean, List<Path>> ofCustomers =
        files.stream().collect(Collectors.partitioningBy(this::isOfCustomers));
    boolean all = customers(ofCustomers.get(true), service, progress);
    if (!ofCustomers.get(false).isEmpty()) {
      History history = new History(owner, settings.currency(), settings.zone(), tables);
      all &= history(ofCustomers.get(false), service, history, progress);
    }
    return all ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Whether all lines were taken. */
  private boolean customers(List<Path> paths, ServiceClient service, ProgressLine progress) {
    CustomerImport customers = new CustomerImport(service, progress);
    boolean all = true;
    for (Path path : paths) {
      long started = System.nanoTime();
      CustomerImport.Result result;
      try {
        result = customers.bring(path);
      } catch (IOException e) {
        if (Unreachable.isAway(e)) {
          throw away(service, e);
        }
        throw new ServiceFailed(
            path
                + " was not taken by "
                + service.base()
                + ": "
                + Unreachable.reason(e)
                + ". The import can be repeated.",
            e);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      for (CustomerImport.LineError error : result.errors()) {
        tell(
            spec.commandLine().getErr(),
            path + ":" + error.line() + ": " + error.pointer() + " " + error.message());
      }
      ImportSummary.of(result, took).forEach(line -> tell(spec.commandLine().getOut(), line));
      all &= result.failed() == 0;
    }
    return all;
  }

  /** Whether all lines were taken, and are in. */
  private boolean history(
      List<Path> paths, ServiceClient service, History of, ProgressLine progress) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    HistoryImport history = new HistoryImport(paths, of, clock, progress, line -> tell(err, line));
    Census.Count count = history.check();
    if (count.isEmpty()) {
      history.tellRest();
      throw new CannotStart("There is no order and no refund to import.");
    }
    RabbitAddress broker = Door.amqp(amqp, environment);
    Optional<Intake> before = wait > 0 ? Optional.of(intake(service)) : Optional.empty();
    Shift shift = shift(count);
    tell(out, "Times are moved by " + shift);
    Target target =
        new Target(
            broker,
            new SharedSettings(environment).exchange(exchange),
            of.currency(),
            Delivery.PERSISTENT);
    long started = System.nanoTime();
    long published = publish(history, shift, target);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    history.tellRest();
    ImportSummary.of(count, history.mistakes(), published, of.currency(), took)
        .forEach(line -> tell(out, line));
    boolean settled = before.map(b -> settle(service, b, published, progress)).orElse(true);
    return settled && history.mistakes() == 0;
  }

  private void requireReadable() {
    for (Path file : files) {
      if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
        throw new CannotStart(file + " is not a file that can be read.");
      }
    }
  }

  /** With a mapping of columns, tables are orders. */
  private boolean isOfCustomers(Path path) {
    boolean mapped = format.isPresent() || !map.isEmpty();
    return mapped && CustomerImport.isCsv(path) ? false : CustomerImport.isOne(path);
  }

  private ShopFormat tables() {
    try {
      return ShopFormat.of(format, map);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(e.getMessage(), e);
    }
  }

  private Shift shift(Census.Count count) {
    if (!shiftToNow) {
      return Shift.NONE;
    }
    Instant last =
        count
            .orders()
            .last()
            .orElseThrow(
                () -> new CannotStart("--shift-to-now needs an order: there are only refunds."));
    return Shift.toNow(last, clock.instant());
  }

  private static Intake intake(ServiceClient service) {
    try {
      return service.intake();
    } catch (IOException e) {
      throw away(service, e);
    }
  }

  private static CannotStart away(ServiceClient service, IOException e) {
    return new CannotStart(
        "The service does not answer at "
            + service.base()
            + ": "
            + Unreachable.reason(e)
            + ". Start it, or name its address with --url; orders can be published without it by"
            + " --wait 0.",
        e);
  }

  private static long publish(HistoryImport history, Shift shift, Target target) {
    try (ShopPublisher publisher = connect(target)) {
      long published = history.publish(shift, publisher::publish);
      publisher.awaitConfirms();
      return published;
    } catch (PublishFailed e) {
      throw new ServiceFailed(
          "Publishing failed: " + e.getMessage() + ". The import can be repeated.", e);
    }
  }

  private static ShopPublisher connect(Target target) {
    try {
      return ShopPublisher.connect(target);
    } catch (PublishFailed e) {
      throw new CannotStart("Nothing can be published: " + e.getMessage() + ".", e);
    }
  }

  private boolean settle(
      ServiceClient service, Intake before, long published, ProgressLine progress) {
    Settling settling = new Settling(service, Duration.ofSeconds(wait), LOOK_INTERVAL);
    PrintWriter out = spec.commandLine().getOut();
    return switch (settling.await(before, published, progress)) {
      case Settling.Outcome.Settled settled -> {
        tell(out, "");
        RfmTable.of(settled.rfm()).forEach(line -> tell(out, line));
        if (!settled.scoresFinal()) {
          tell(out, "The figures go on moving: others publish too.");
        }
        yield true;
      }
      case Settling.Outcome.TimedOut timedOut -> {
        tell(
            spec.commandLine().getErr(),
            String.format(
                Locale.ROOT,
                "Waited %d s for %s: %s/status tells more.",
                wait,
                timedOut.waitingFor(),
                service.base()));
        yield false;
      }
    };
  }

  private static void tell(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
