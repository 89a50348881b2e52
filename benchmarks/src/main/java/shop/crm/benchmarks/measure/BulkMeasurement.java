package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.report.Figure;

/** An import of many customers, and an export of the same. */
record BulkMeasurement(ServiceInProcess running, Api api, Quiet quiet, Consumer<String> watch) {

  private static final double TARGET = 5_000;
  private static final String TENANT = OrderTraffic.customer(0).tenant();
  private static final String OTHER_TENANT = "warm-up";

  /** Imports into a service without customers, after a fifth as many of another tenant. */
  List<Figure> importing(int customers) throws IOException, InterruptedException {
    Path directory = running.directory();
    Path few = directory.resolve("few.ndjson");
    Path all = directory.resolve("all.ndjson");
    Shoppers.write(few, Math.ceilDiv(customers, 5));
    Shoppers.write(all, customers);
    api.importFile(OTHER_TENANT, few);
    quiet.await();
    long start = System.nanoTime();
    double answered;
    double heap;
    try (HeapWatch watching = new HeapWatch()) {
      JsonNode result = api.importFile(TENANT, all);
      answered = customers * 1e9 / (System.nanoTime() - start);
      heap = watching.megabytes();
      if (result.path("created").asInt() != customers) {
        throw new IllegalStateException("not all were created: " + result.path("created"));
      }
    }
    watch.accept("import: %,.0f customers/s".formatted(answered));
    quiet.await();
    double known = customers * 1e9 / (System.nanoTime() - start);
    watch.accept("import, until the stream has them: %,.0f customers/s".formatted(known));
    return List.of(
        Figure.atLeast(
            "import of %,d customers".formatted(customers), answered, "customers/s", TARGET),
        Figure.of("import, until the stream has them too", known, "customers/s"),
        Figure.of("import, most of the heap that is left by collections", heap, "MB"));
  }

  /** Exports what was imported, after the other tenant's. */
  List<Figure> exporting(int customers) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    api.exported(OTHER_TENANT);
    try (HeapWatch watching = new HeapWatch()) {
      long start = System.nanoTime();
      long exported = api.exported(TENANT);
      double pace = exported * 1e9 / (System.nanoTime() - start);
      if (exported != customers) {
        throw new IllegalStateException("not all were exported: " + exported);
      }
      watch.accept("export: %,.0f customers/s".formatted(pace));
      figures.add(Figure.of("export of the same, with live figures", pace, "customers/s"));
      figures.add(
          Figure.of(
              "export, most of the heap that is left by collections", watching.megabytes(), "MB"));
    }
    return figures;
  }
}
