package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.measure.Clients.Client;
import shop.crm.benchmarks.measure.Clients.Entry;
import shop.crm.benchmarks.measure.TurnTaking.Candidate;
import shop.crm.benchmarks.measure.TurnTaking.Results;
import shop.crm.benchmarks.report.Figure;

/** Reads, changes and creations of single customers, beside the statements alone. */
final class SingleProfiles {

  private static final double TARGET = 0.6;
  private static final String BARE = "bare SQL of ";

  private final ServiceInProcess running;
  private final BareSql sql;
  private final Quiet quiet;
  private final Plan plan;
  private final int customers;
  private final AtomicInteger nextCustomer;
  private final AtomicInteger nextPhone = new AtomicInteger();

  /**
   * A measurement.
   *
   * @param customers how many there are
   */
  SingleProfiles(ServiceInProcess running, BareSql sql, Quiet quiet, Plan plan, int customers) {
    this.running = running;
    this.sql = sql;
    this.quiet = quiet;
    this.plan = plan;
    this.customers = customers;
    this.nextCustomer = new AtomicInteger(customers);
  }

  /** Measures. */
  List<Figure> run()
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    return Stream.of(reads(), patches(), creations()).flatMap(List::stream).toList();
  }

  private List<Figure> reads()
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    List<String> paths = IntStream.range(0, customers).mapToObj(Shoppers::path).toList();
    return beside(
        "profile read",
        HttpClients.getting(running.http(), paths),
        bare(random -> sql.read(random.nextInt(customers))));
  }

  private List<Figure> patches()
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    return beside(
        "profile patch",
        HttpClients.asking(
            running.http(),
            200,
            (connection, random) ->
                connection.send(
                    "PATCH",
                    Shoppers.path(random.nextInt(customers)),
                    Shoppers.phonePatch(nextPhone.incrementAndGet()))),
        bare(
            random ->
                sql.patch(
                    random.nextInt(customers), Shoppers.otherPhone(nextPhone.incrementAndGet()))));
  }

  private List<Figure> creations()
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    return beside(
        "profile create",
        HttpClients.asking(
            running.http(),
            201,
            (connection, _) ->
                connection.send(
                    "POST", "/api/v1/customers", Shoppers.json(nextCustomer.getAndIncrement()))),
        bare(_ -> sql.create(nextCustomer.getAndIncrement())));
  }

  private List<Figure> beside(String name, Entry service, Entry bare)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Clients clients = plan.clients();
    Results results =
        plan.turns()
            .measure(
                List.of(
                    new Candidate(name, () -> turn(clients, service)),
                    new Candidate(BARE + name, () -> turn(clients, bare))));
    return List.of(
        Figure.of(
            name + ", %d connections".formatted(clients.number()),
            results.perSecond(name),
            "req/s"),
        Figure.of(name + ", p99", results.p99(name), "ms"),
        Figure.of(BARE + name, results.perSecond(BARE + name), "/s"),
        Figure.of(BARE + name + ", p99", results.p99(BARE + name), "ms"),
        Figure.atLeast(name + " / bare SQL", results.ratio(name, BARE + name), TARGET));
  }

  private Clients.Load turn(Clients clients, Entry entry)
      throws IOException, InterruptedException, ExecutionException {
    Clients.Load load = clients.load(entry);
    quiet.await();
    return load;
  }

  private interface Asking {
    void ask(SplittableRandom random) throws SQLException;
  }

  /** Clients without a connection of their own: each takes one from the pool every time. */
  private static Entry bare(Asking asking) {
    return number -> {
      SplittableRandom random = new SplittableRandom(number);
      return new Client() {
        @Override
        public void ask() throws SQLException {
          asking.ask(random);
        }

        @Override
        public void close() {}
      };
    };
  }
}
