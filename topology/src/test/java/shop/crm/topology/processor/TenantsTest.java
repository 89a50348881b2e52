package shop.crm.topology.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.schemas.topic.RecalculationRequest;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.CrmDriver;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Profiles;
import shop.crm.topology.Rules;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Nbd;
import shop.crm.topology.domain.clv.SampleMean;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.task.Task;
import shop.crm.topology.tenant.Tenant;

/** A tenant is there as long as it has customers, and costs nothing while nothing happens. */
class TenantsTest {

  private static final Instant START = CrmDriver.START;
  private static final Duration TICK = Task.TICK;

  private static final List<String> STORES =
      List.of(
          StoreNames.CUSTOMERS,
          StoreNames.HISTORY,
          StoreNames.INDEX,
          StoreNames.MIGRATIONS,
          StoreNames.THRESHOLDS,
          StoreNames.RECALCULATIONS,
          StoreNames.CLV_MODELS,
          StoreNames.HISTOGRAMS);

  private static final List<String> COMPACTED =
      List.of(Topics.RFM_THRESHOLDS, Topics.RFM_RECALCULATIONS, Topics.CLV_MODELS);

  private static final ClvModel MODEL =
      new ClvModel(
          START,
          1,
          1,
          Optional.of(new Nbd(1, 30)),
          Optional.of(new SampleMean(10)),
          Optional.empty(),
          List.of(),
          -1,
          Optional.empty());

  private final Facts ann = new Facts(new CustomerKey("acme", "ann"));
  private final Facts bob = new Facts(new CustomerKey("acme", "bob"));
  private final CrmDriver crm = new CrmDriver();

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void a_request_that_names_a_tenant_without_customers_leaves_nothing_of_the_name() {
    request("nobody", "r-1");
    crm.settle();

    assertEquals(List.of(), knownOf("nobody"));
    assertEquals(List.of(), kept("nobody"));
  }

  @Test
  void a_request_is_removed_once_it_is_answered() {
    crm.send(ann.created("o1", "50.00", START));
    crm.settle();

    request("acme", "r-1");
    crm.settle();

    assertEquals(2, thresholds("acme").version());
    assertEquals(Optional.empty(), row(StoreNames.RECALCULATIONS, "acme"));
    request("acme", "r-2");
    crm.settle();
    assertEquals(3, thresholds("acme").version());
  }

  @Test
  void a_fact_that_makes_no_customer_leaves_nothing_of_the_tenant() {
    crm.tell(Profiles.of(ann).erased(START));
    crm.settle();

    assertEquals(List.of(), knownOf("acme"));
    assertEquals(List.of("index erased/acme/ann"), kept("acme"));
  }

  @Test
  void a_tenant_goes_with_its_last_customer() {
    Profiles anns = Profiles.of(ann);
    Profiles bobs = Profiles.of(bob);
    crm.tell(anns.saved(Profiles.named("Ann", Optional.of(true)), START));
    crm.send(ann.created("o1", "50.00", START), bob.created("o2", "80.00", START));
    crm.settle();
    crm.sendRaw(Topics.CLV_MODELS, "acme", ClvModelJson.write(MODEL));
    request("acme", "r-1");
    crm.settle();

    crm.tell(anns.erased(crm.now()));
    crm.settle();
    assertEquals(List.of("acme"), knownOf("acme"));
    assertEquals(1, thresholds("acme").customers());

    crm.tell(bobs.erased(crm.now()));
    crm.settle();
    assertEquals(List.of(), knownOf("acme"));
    // By them late facts are told, domain.md §6.
    assertEquals(List.of("index erased/acme/ann", "index erased/acme/bob"), kept("acme"));
    assertEquals(Map.of(), newest("acme"));
  }

  @Test
  void a_tenant_that_comes_again_is_judged_by_thresholds_of_its_own() {
    Profiles anns = Profiles.of(ann);
    crm.send(ann.created("o1", "50.00", START));
    crm.settle();
    crm.tell(anns.erased(crm.now()));
    crm.settle();

    crm.send(bob.created("o2", "80.00", crm.now()));
    crm.settle();

    assertEquals(1, thresholds("acme").customers());
    assertEquals(Thresholds.NONE.monetary(), thresholds("acme").monetary());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void what_an_earlier_release_kept_of_tenants_without_customers_goes_at_the_start() {
    KeptStores stores = new KeptStores();
    stores
        .store(StoreNames.INDEX)
        .put(StoreNames.sweepKey("gone"), "3 scores done 0 0 none known".getBytes(UTF_8));
    stores
        .store(StoreNames.MIGRATIONS)
        .put(StoreNames.migrationsKey("gone", 20_000), new byte[] {1, 0});

    Started task =
        stores.start(
            new CustomerProcessor(
                Rules.topology(Rules.DEFAULT, 1),
                RulesInForce.untold(Rules.DEFAULT),
                new LiveTasks()),
            START);
    task.pass(TICK);

    assertEquals(List.of(), stores.keys().filter(key -> key.contains("gone")).toList());
    assertEquals(List.of("gone"), task.forwarded().stream().map(record -> record.key()).toList());
  }

  @Test
  void that_a_tenant_has_gone_is_told_in_the_transaction_of_its_last_erasure() {
    KeptStores stores = new KeptStores();
    Started task =
        stores.start(
            new CustomerProcessor(
                Rules.topology(Rules.DEFAULT, 1),
                RulesInForce.untold(Rules.DEFAULT),
                new LiveTasks()),
            START);
    order(task, ann);
    task.pass(TICK);
    int told = task.forwarded().size();

    task.send(
        Topics.PROFILES,
        ann.customer().toString(),
        ProfileRecordJson.write(Profiles.of(ann).erased(START.plusSeconds(1))));

    assertEquals(
        1, task.forwarded().stream().skip(told).filter(sent -> "acme".equals(sent.key())).count());
  }

  private static void order(Started task, Facts one) {
    task.send(
        Topics.ORDERS,
        one.customer().toString(),
        EventWriter.write(one.created("o1", "50.00", START), "UAH"));
  }

  @Test
  void a_tick_looks_at_no_tenant_of_whom_nothing_has_changed() {
    KeptStores stores = new KeptStores();
    Started task =
        stores.start(
            new CustomerProcessor(
                Rules.topology(Rules.DEFAULT, 1),
                RulesInForce.untold(Rules.DEFAULT),
                new LiveTasks()),
            START);
    for (int i = 0; i < 10; i++) {
      order(task, new Facts(new CustomerKey("t" + i, "ann")));
    }
    task.pass(TICK);
    long before = stores.reads();
    int told = task.forwarded().size();

    task.pass(TICK);

    assertEquals(0, stores.reads() - before);
    assertEquals(0, task.forwarded().size() - told);
  }

  private void request(String tenant, String id) {
    crm.sendRaw(Topics.RFM_RECALCULATIONS, tenant, new RecalculationRequest(id).toJson());
  }

  private Thresholds thresholds(String tenant) {
    return row(StoreNames.THRESHOLDS, tenant).map(ThresholdsJson::read).orElse(Thresholds.NONE);
  }

  private Optional<byte[]> row(String store, String key) {
    return Optional.ofNullable(crm.store(store).get(key));
  }

  /** The tenants of that name that the task knows. */
  private List<String> knownOf(String tenant) {
    TaskView task = (TaskView) crm.live().task(0).orElseThrow();
    return task.tenants().all().stream().map(Tenant::name).filter(tenant::equals).toList();
  }

  /** The rows that name a tenant. */
  private List<String> kept(String tenant) {
    return STORES.stream().flatMap(store -> keys(store, tenant)).toList();
  }

  private Stream<String> keys(String store, String tenant) {
    Stream.Builder<String> keys = Stream.builder();
    try (var rows = crm.store(store).all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    return keys.build()
        .filter(key -> List.of(key.split("/")).contains(tenant))
        .map(key -> store + " " + key);
  }

  /** What compaction leaves of a tenant on the topics that are kept by tenant. */
  private Map<String, String> newest(String tenant) {
    Map<String, String> newest = new LinkedHashMap<>();
    for (String topic : COMPACTED) {
      crm.records(topic).stream()
          .filter(record -> tenant.equals(record.key()))
          .reduce((_, later) -> later)
          .filter(record -> record.value() != null)
          .ifPresent(record -> newest.put(topic, new String(record.value(), UTF_8)));
    }
    return newest;
  }
}
