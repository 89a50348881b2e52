package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Profiles.ImportLine;

class TableStatisticsIT {

  private final TestDatabase postgres = new TestDatabase();
  private final Profiles profiles = new PostgresProfiles(postgres.database(), Clock.systemUTC());

  @AfterEach
  void drop() {
    postgres.close();
  }

  private void take(int from, int to) {
    List<ImportLine> lines =
        IntStream.range(from, to)
            .mapToObj(i -> new ImportLine("c" + i, old -> PostgresProfilesIT.profile(i + "@x.org")))
            .toList();
    profiles.take("shop", lines);
  }

  private List<String> counted() {
    return postgres.texts("SELECT reltuples::bigint FROM pg_class WHERE relname = 'customers'");
  }

  @Test
  void customers_are_counted_whenever_their_number_may_have_doubled() {
    // Otherwise PostgreSQL might count them by itself meanwhile.
    postgres.execute("ALTER TABLE customers SET (autovacuum_enabled = false)");

    take(0, 400);
    assertEquals(List.of("-1"), counted());
    take(400, 500);
    assertEquals(List.of("500"), counted());
    take(500, 1_000);
    assertEquals(List.of("1000"), counted());
    take(1_000, 1_900);
    assertEquals(List.of("1000"), counted());
  }
}
