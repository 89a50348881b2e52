package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.report.Figure;

/**
 * Profiles of customers, in one service that fills meanwhile: they are imported, order, are
 * exported and listed; then single ones are changed, read and created.
 */
public final class ProfilesMeasurement {

  private ProfilesMeasurement() {}

  /**
   * Measures.
   *
   * @param customers how many are imported
   * @param rate changes a second while their latency is measured
   * @param time for how long that is
   */
  public static List<Figure> run(int customers, int rate, Duration time, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    List<Figure> figures = new ArrayList<>();
    try (ServiceInProcess running = ServiceInProcess.start();
        Api api = new Api(running.http());
        BareSql sql = BareSql.on(running)) {
      Quiet quiet = new Quiet(api, sql);
      BulkMeasurement bulk = new BulkMeasurement(running, api, quiet, plan.watch());
      figures.addAll(bulk.importing(customers));
      running.take(new OrderTraffic(2 * customers, 0, customers, Instant.now()));
      quiet.await();
      figures.addAll(bulk.exporting(customers));
      figures.addAll(new ListMeasurement(running.http(), api, plan).run(customers));
      figures.addAll(new ChangeLatency(running, customers, rate, time).run(plan.watch()));
      figures.addAll(new SingleProfiles(running, sql, quiet, plan, customers).run());
    }
    return figures;
  }
}
