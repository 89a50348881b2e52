package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Data sets of real customers, which are not part of the project. Looked for where a system
 * property says, else in the directory that CRM_REAL_DATA names, else in ../shared/data beside the
 * repository; a test that wants one that is not there is skipped.
 */
final class RealHistories {

  private RealHistories() {}

  /** The days on which a customer bought, and for how much in hundredths. */
  record Purchases(TreeMap<LocalDate, Long> byDay) {

    Purchases until(LocalDate day) {
      return new Purchases(new TreeMap<>(byDay.headMap(day, true)));
    }

    Collection<Long> afterTheFirst() {
      return byDay.tailMap(byDay.firstKey(), false).values();
    }

    int first() {
      return (int) byDay.firstKey().toEpochDay();
    }

    int last() {
      return (int) byDay.lastKey().toEpochDay();
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Order(
      @JsonProperty("customer_id") String customer,
      @JsonProperty("ordered_at") String orderedAt,
      @JsonProperty("total") BigDecimal total) {}

  /** The CDNOW sample: 2,357 customers, 1997-01-01 to 1998-06-30. */
  static List<Purchases> cdnow() throws IOException {
    Map<String, Purchases> customers = new HashMap<>();
    Path file = file("crm.clv.cdnow", "cdnow-sample.csv");
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] field = line.split(",");
      add(customers, field[1], LocalDate.parse(field[2]), new BigDecimal(field[4]));
    }
    return List.copyOf(customers.values());
  }

  /** Online Retail: 4,338 customers, 2010-12-01 to 2011-12-09. */
  static List<Purchases> onlineRetail() throws IOException {
    Map<String, Purchases> customers = new HashMap<>();
    ObjectReader orders = new ObjectMapper().readerFor(Order.class);
    Path file = file("crm.clv.online-retail", "online-retail-orders.ndjson.gz");
    try (InputStream zipped = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(zipped), StandardCharsets.UTF_8))) {
      for (String line : (Iterable<String>) lines.lines()::iterator) {
        Order order = orders.readValue(line);
        add(
            customers,
            order.customer,
            LocalDate.parse(order.orderedAt.substring(0, 10)),
            order.total);
      }
    }
    return List.copyOf(customers.values());
  }

  private static void add(
      Map<String, Purchases> customers, String customer, LocalDate day, BigDecimal value) {
    customers
        .computeIfAbsent(customer, _ -> new Purchases(new TreeMap<>()))
        .byDay
        .merge(day, value.movePointRight(2).longValueExact(), Long::sum);
  }

  private static Path file(String property, String name) {
    Path file =
        Optional.ofNullable(System.getProperty(property))
            .map(Path::of)
            .orElseGet(() -> directory().resolve(name));
    assumeTrue(
        Files.isRegularFile(file),
        () -> "SKIPPED: no " + file + "; -D" + property + "=… or CRM_REAL_DATA says where it is");
    return file;
  }

  private static Path directory() {
    return Optional.ofNullable(System.getenv("CRM_REAL_DATA"))
        .map(Path::of)
        .orElseGet(() -> root().resolve("../shared/data").normalize());
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw")) && directory.getParent() != null) {
      directory = directory.getParent();
    }
    return directory;
  }
}
