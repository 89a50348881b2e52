package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Profiles.ImportLine;
import shop.crm.connectors.postgres.Profiles.Imported;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.topic.TenantLimitsJson;

class PostgresTenantsIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final TestDatabase postgres = new TestDatabase();
  private final Profiles profiles = at(NOW);
  private final Tenants tenants = new PostgresTenants(postgres.database());

  @AfterEach
  void drop() {
    postgres.close();
  }

  /** The same profiles, at a time. */
  private Profiles at(Instant time) {
    return new PostgresProfiles(postgres.database(), Clock.fixed(time, ZoneOffset.UTC));
  }

  private TenantLimits set(String tenant, Map<Limit, Long> values) {
    return profiles.write(writer -> writer.limits().set(writer.limits().lock(tenant), values));
  }

  private static void create(Profiles profiles, String tenant, String id) {
    profiles.write(
        writer -> writer.create(new CustomerKey(tenant, id), Profile.NOTHING, Origin.API));
  }

  private List<TenantLimits> told() {
    String sql = "SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = '%s' ORDER BY id";
    return postgres.texts(sql.formatted(Topics.TENANTS)).stream()
        .map(text -> TenantLimitsJson.read(text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void limits_are_read_back_as_they_were_set_and_the_instances_are_told() {
    Map<Limit, Long> values = Map.of(Limit.PREVIEWS, 2L, Limit.CUSTOMERS, 1_000_000_000L);
    TenantLimits first = set("shop", values);
    TenantLimits same = set("shop", values);
    TenantLimits second = set("shop", Map.of(Limit.PREVIEWS, 1L));

    assertEquals(new TenantLimits("shop", values, 1), first);
    assertEquals(first, same);
    assertEquals(new TenantLimits("shop", Map.of(Limit.PREVIEWS, 1L), 2), second);
    assertEquals(Optional.of(second), tenants.find("shop"));
    assertEquals(List.of(second), tenants.list("", 10));
    assertEquals(List.of(first, second), told());
  }

  @Test
  void a_tenant_goes_with_the_last_that_there_is_of_it() {
    create(profiles, "shop", "anna");
    set("shop", Map.of(Limit.EXPORTS, 1L));
    set("shop", Map.of());
    assertEquals(List.of(new TenantLimits("shop", Map.of(), 2)), tenants.list("", 10));
    profiles.write(
        writer -> {
          writer.erase(
              writer.lock(new CustomerKey("shop", "anna"), Optional.empty()).orElseThrow());
          return writer;
        });

    assertEquals(List.of(), tenants.list("", 10));
    assertEquals(Optional.empty(), tenants.find("shop"));
  }

  @Test
  void a_page_begins_behind_a_tenant_and_ends_when_it_is_full_whatever_the_tables_have() {
    List<String> all = IntStream.range(0, 20).mapToObj("t%02d"::formatted).toList();
    for (int i = 0; i < 20; i++) {
      for (int customer = 0; i % 2 == 0 && customer < 3; customer++) {
        create(profiles, all.get(i), "c" + customer);
      }
      if (i % 2 == 1 || i % 3 == 0) {
        set(all.get(i), Map.of(Limit.EXPORTS, 1L));
      }
    }
    List<String> listed = new ArrayList<>();
    List<TenantLimits> page = tenants.list("", 3);
    while (!page.isEmpty() && listed.size() <= all.size()) {
      page.forEach(tenant -> listed.add(tenant.tenant()));
      assertTrue(page.size() <= 3);
      page = tenants.list(listed.getLast(), 3);
    }

    assertEquals(all, listed);
  }

  @Test
  void many_at_once_create_no_more_customers_than_there_may_be() throws Exception {
    set("shop", Map.of(Limit.CUSTOMERS, 5L));
    List<Future<Boolean>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 20; i++) {
        String id = "c" + i;
        all.add(
            threads.submit(
                () -> {
                  try {
                    create(profiles, "shop", id);
                    return true;
                  } catch (TooManyCustomers _) {
                    return false;
                  }
                }));
      }
    }
    int created = 0;
    for (Future<Boolean> one : all) {
      created += one.get() ? 1 : 0;
    }

    assertEquals(5, created);
    assertEquals(List.of("5"), postgres.texts("SELECT count(*)::text FROM customers"));
  }

  @Test
  void an_import_creates_as_many_as_there_may_be_and_changes_the_others() {
    set("shop", Map.of(Limit.CUSTOMERS, 2L));
    create(profiles, "shop", "one");
    List<ImportLine> lines =
        List.of("two", "three", "one", "two").stream()
            .map(id -> new ImportLine(id, profile -> profile))
            .toList();

    assertEquals(
        List.of(Imported.CREATED, Imported.TOO_MANY, Imported.UNCHANGED, Imported.UNCHANGED),
        profiles.take("shop", lines));
    assertThrows(TooManyCustomers.class, () -> create(profiles, "shop", "four"));
  }

  @Test
  void who_comes_by_an_event_is_taken_all_the_same_and_counted_a_minute_later() {
    set("shop", Map.of(Limit.CUSTOMERS, 3L));
    create(profiles, "shop", "one");
    for (String id : List.of("two", "three", "four")) {
      profiles.write(writer -> writer.lock(new CustomerKey("shop", id), Optional.of(NOW)));
    }
    assertEquals(List.of("4"), postgres.texts("SELECT count(*)::text FROM customers"));

    assertThrows(
        TooManyCustomers.class, () -> create(at(NOW.plus(Duration.ofMinutes(1))), "shop", "five"));
  }

  @Test
  void who_is_refused_makes_nobody_count_again_within_the_second() {
    set("shop", Map.of(Limit.CUSTOMERS, 1L));
    create(profiles, "shop", "one");
    Profiles later = at(NOW.plusSeconds(2));
    assertThrows(TooManyCustomers.class, () -> create(later, "shop", "two"));
    postgres.execute("DELETE FROM customers");
    assertThrows(TooManyCustomers.class, () -> create(later, "shop", "two"));

    create(at(NOW.plusSeconds(3)), "shop", "two");
    assertEquals(List.of("two"), postgres.texts("SELECT id FROM customers"));
  }

  @Test
  void a_tenant_without_a_limit_of_customers_is_not_counted() {
    set("shop", Map.of(Limit.EXPORTS, 1L));
    create(profiles, "shop", "one");

    assertEquals(List.of("0"), postgres.texts("SELECT customers_counted::text FROM tenant_limits"));
  }
}
