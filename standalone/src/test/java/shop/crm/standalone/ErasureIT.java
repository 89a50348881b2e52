package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.state.ErasureRow;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.standalone.bridges.KafkaSide;

/** Erasure by the whole service: what is on its disk afterwards, and how it goes on. */
class ErasureIT {

  /** It is part of everything that tells of her; what cannot contain it is in the list below. */
  private static final String MARK = "4f1c9b";

  private static final String ZOE = "zoe-" + MARK;
  private static final FullLife LIFE = new FullLife(ZOE, MARK, "+380671234599", "1931-02-03");
  private static final String[] PERSONAL = {MARK, LIFE.phone(), LIFE.born()};

  /** In which others are, and she is until she is erased. */
  private static final Set<String> EVERYWHERE =
      Set.of(
          "store customers",
          "store history",
          "store index",
          "table audit_log",
          "table consents",
          "table customers",
          "table idempotency",
          "table loyalty_entries",
          "table segment_members",
          "topic crm-customers-changelog",
          "topic crm-history-changelog",
          "topic crm-index-changelog",
          "topic crm.profiles");

  private static final String LOG = "table audit_log";

  @TempDir private Path data;
  private Map<String, String> environment;

  @BeforeEach
  void prepare() {
    environment = RunningCrm.settings(data);
  }

  @Test
  void nothing_but_the_guard_remains_of_an_erased_customer_and_newer_facts_begin_another()
      throws Exception {
    List<JsonNode> figuresOfOthers;
    try (RunningCrm crm = RunningCrm.start(environment);
        Exchange exchange = Exchange.of(crm)) {
      FullLife.defineSegments(crm);
      for (int i = 1; i <= 9; i++) {
        new FullLife("other-" + i, "o" + i, "+380500000000", "1970-01-01").live(crm, exchange);
      }
      figuresOfOthers = settledFigures(crm, 9);

      LIFE.live(crm, exchange);
    }
    Remains before = Remains.of(data);
    assertEquals(EVERYWHERE, before.placesOf(PERSONAL));

    JsonNode deleted;
    long last;
    try (RunningCrm crm = RunningCrm.start(environment);
        Exchange exchange = Exchange.of(crm)) {
      long version = crm.customer(ZOE).get("version").asLong();
      assertEquals(204, crm.send("DELETE", RunningCrm.CUSTOMERS + "/" + ZOE, "").statusCode());

      deleted = exchange.awaited("customer.deleted", ZOE);
      assertEquals(deletion(version + 1, deleted.get("time").asText()), deleted);
      assertEquals(
          List.of(deleted),
          KafkaSide.json(crm.service().endpoints().kafka(), Topics.CUSTOMER_DELETED));
      last = lastChange(exchange);

      lateFacts(crm, exchange, Instant.parse(deleted.get("time").asText()));
      assertEquals(404, crm.status(RunningCrm.CUSTOMERS + "/" + ZOE));
      assertEquals(figuresOfOthers, Eventually.await(() -> figures(crm), figuresOfOthers::equals));
      assertEquals(0, crm.command("audit"));
    }
    Remains after = Remains.of(data);
    assertOnlyTheId(after);
    assertEquals(guard(deleted, last), withoutLog(after, PERSONAL));
    assertEquals(withoutLog(before, "other-"), withoutLog(after, "other-"));

    try (RunningCrm crm = RunningCrm.start(environment);
        Exchange exchange = Exchange.of(crm)) {
      beginsAnother(crm, exchange, version(deleted));
    }
  }

  @Test
  void what_is_not_compacted_is_forgotten_in_time_and_what_is_compacted_within_a_day()
      throws Exception {
    try (RunningCrm crm = RunningCrm.start(environment)) {
      String kafka = crm.service().endpoints().kafka();
      Set<String> compacted = Set.copyOf(KafkaSide.compacted(kafka));
      Map<String, String> retention = KafkaSide.configs(kafka, "retention.ms");
      Map<String, String> lag = KafkaSide.configs(kafka, "max.compaction.lag.ms");
      retention.keySet().removeAll(compacted);
      lag.keySet().retainAll(compacted);
      lag.values().removeIf(millis -> !millis.equals(String.valueOf(Long.MAX_VALUE)));

      assertEquals(
          Map.ofEntries(
              Map.entry("crm.orders", days(7)),
              Map.entry("crm.users", days(7)),
              Map.entry("crm.loyalty-entries", days(7)),
              Map.entry("crm.segment-members", days(7)),
              Map.entry("crm.internal.sightings", days(7)),
              Map.entry("crm.customer.created", days(7)),
              Map.entry("crm.customer.updated", days(7)),
              Map.entry("crm.customer.deleted", days(7)),
              Map.entry("crm.customer.segment-changed", days(7)),
              Map.entry("crm.customer.segment-membership", days(7)),
              Map.entry("crm.customer.tier-changed", days(7)),
              Map.entry("crm.dead-letters", days(30)),
              Map.entry("crm.audit", days(400)),
              Map.entry("crm.internal.spend-histograms", days(1) / 4)),
          millis(retention));
      // Those in which nothing is of a customer or a tenant.
      assertEquals(
          Set.of("__consumer_offsets", "__transaction_state", "crm.internal.outbox-progress"),
          lag.keySet());
    }
  }

  /** The audit log tells of the erasure, by the id and nothing else. */
  private static void assertOnlyTheId(Remains after) {
    List<String> lines = after.containing(PERSONAL).get(LOG);
    assertTrue(
        lines.stream().anyMatch(line -> line.contains("| DELETE |") && line.contains(ZOE)),
        lines.toString());
    for (String line : lines) {
      String besides = line.replace(ZOE, "");
      assertTrue(Stream.of(PERSONAL).noneMatch(besides::contains), line);
    }
  }

  private static Map<String, List<String>> withoutLog(Remains remains, String... words) {
    Map<String, List<String>> found = remains.containing(words);
    found.remove(LOG);
    return found;
  }

  private static long days(int days) {
    return days * 24L * 60 * 60 * 1000;
  }

  private static Map<String, Long> millis(Map<String, String> texts) {
    return texts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Long.valueOf(entry.getValue())));
  }

  /** Facts from before the erasure that arrive only now, and what tells that they have arrived. */
  private static void lateFacts(RunningCrm crm, Exchange exchange, Instant erasedAt)
      throws Exception {
    long in = handled(crm, "rabbitmq-in");
    long registered = handled(crm, "postgres-in");
    exchange.publish("user.registered", "late-" + MARK, LIFE.registration(erasedAt));
    exchange.publish("order.created", "late-o-" + MARK, LIFE.order(3, erasedAt));
    exchange.publish("order.refunded", "late-r-" + MARK, LIFE.refund(1, erasedAt));
    Eventually.await(() -> handled(crm, "rabbitmq-in"), count -> count == in + 3);
    Eventually.await(() -> handled(crm, "postgres-in"), count -> count >= registered + 1);
    Eventually.await(
        () -> crm.get("/status").get("tasks").findValuesAsText("lag"),
        lags -> lags.equals(List.of("0", "0", "0")));
  }

  private static long handled(RunningCrm crm, String connector) throws Exception {
    for (JsonNode one : crm.get("/status").get("connectors")) {
      if (one.get("name").asText().equals(connector)) {
        return one.get("handled").asLong();
      }
    }
    throw new AssertionError("no connector " + connector);
  }

  private static List<JsonNode> settledFigures(RunningCrm crm, int customers) throws Exception {
    return Eventually.await(
        () -> figures(crm),
        figures ->
            Stream.of("/scored_customers", "/orders", "/tiers/gold", "/opt_ins/email")
                    .allMatch(figure -> figures.getFirst().at(figure).asInt() == customers)
                && figures.stream().noneMatch(one -> one.get("computing").asBoolean())
                && figures.getLast().get("customers").asInt() == customers
                // Nobody spent less than another, and the thresholds in force are those of all of
                // them.
                && figures.getLast().at("/distribution/monetary/1").asInt() == customers
                && figures
                    .getLast()
                    .at("/thresholds/monetary")
                    .valueStream()
                    .allMatch(JsonNode::isNull));
  }

  /** The tenant's figures, but for when they were calculated. */
  private static List<JsonNode> figures(RunningCrm crm) throws Exception {
    JsonNode overview = crm.get("/api/v1/analytics/overview");
    JsonNode rfm = crm.get("/api/v1/analytics/rfm");
    ((ObjectNode) overview).remove("as_of");
    ((ObjectNode) rfm).remove("as_of");
    ((ObjectNode) rfm.get("thresholds")).remove("calculated_at");
    return List.of(overview, rfm);
  }

  private static JsonNode deletion(long version, String time) throws Exception {
    return RunningCrm.JSON.readTree(
        """
        {"specversion":"1.0","id":"default/%s:v%d","source":"crm","type":"customer.deleted",
         "datacontenttype":"application/json","time":"%s","tenantid":"default","subject":"%s",
         "data":{"customer_id":"%s"}}"""
            .formatted(ZOE, version, time, ZOE, ZOE));
  }

  /** The number behind the last colon of an event's id, which may follow a letter. */
  private static long version(JsonNode deleted) {
    return number(deleted.get("id").asText(), ":v");
  }

  /** The number of the last change of hers, when all that an erasure brings about has come. */
  private static long lastChange(Exchange exchange) throws Exception {
    // The lowest tier, of no standing, and in no segment: that is where the chain began.
    List<JsonNode> moves =
        Eventually.await(
            () ->
                exchange.changes(ZOE).stream()
                    .filter(change -> change.at("/data/cause").asText().equals("erasure"))
                    .distinct()
                    .toList(),
            erasure -> erasure.size() == 4);
    assertEquals(
        Set.of(FullLife.PICKED, FullLife.SPENDERS),
        moves.stream()
            .filter(change -> change.get("type").asText().equals("customer.segment_left"))
            .map(change -> change.at("/data/segment_id").asText())
            .collect(Collectors.toSet()));
    return moves.stream()
        .mapToLong(change -> number(change.get("id").asText(), ":"))
        .max()
        .orElseThrow();
  }

  private static long number(String id, String before) {
    return Long.parseLong(id.substring(id.lastIndexOf(before) + before.length()));
  }

  /** All that may remain: id, time, version and sequence. */
  private static Map<String, List<String>> guard(JsonNode deleted, long lastChange) {
    CustomerKey key = new CustomerKey("default", ZOE);
    Instant at = Instant.parse(deleted.get("time").asText());
    long version = version(deleted);
    ProfileRecord record = new ProfileRecord.Erased(key, version, at);
    Erasure row = new Erasure(at, version, lastChange);
    String indexRow =
        StoreNames.erasedKey(key.toString()) + " = " + Remains.hex(ErasureRow.encode(row));
    return Map.of(
        "table erasures",
        List.of(String.join(" | ", "default", ZOE, at.toString(), "" + version)),
        "topic crm.profiles",
        List.of(key + " = " + new String(ProfileRecordJson.write(record), StandardCharsets.UTF_8)),
        "store index",
        List.of(indexRow),
        "topic crm-index-changelog",
        List.of(indexRow));
  }

  private static void beginsAnother(RunningCrm crm, Exchange exchange, long erasedVersion)
      throws Exception {
    Instant now = Instant.now();
    exchange.publish(
        "order.created",
        "new",
        "{\"order_id\":\"n-1\",\"customer_id\":\"%s\",\"total\":\"7.00\",\"occurred_at\":\"%s\"}"
            .formatted(ZOE, now));
    exchange.publish(
        "user.registered",
        "anew",
        "{\"user_id\":\"%s\",\"first_name\":\"Anew\",\"occurred_at\":\"%s\"}".formatted(ZOE, now));
    JsonNode all =
        Eventually.await(
            () -> crm.get(RunningCrm.CUSTOMERS + "/" + ZOE + "/export"),
            found ->
                found.at("/customer/first_name").asText().equals("Anew")
                    && found.at("/customer/total_orders").asInt() == 1
                    && !found.at("/orders").isEmpty());

    JsonNode customer = all.get("customer");
    assertEquals(
        List.of("7.00", "0", "bronze", "null", "[]", "[]"),
        Stream.of("total_spent", "loyalty_points", "loyalty_tier", "email", "tags", "addresses")
            .map(
                field ->
                    customer.get(field).isContainerNode() ? "[]" : customer.get(field).asText())
            .toList());
    assertEquals(List.of("n-1"), all.get("orders").findValuesAsText("order_id"));
    assertEquals(0, all.get("consents").size() + all.get("ledger").size());
    assertEquals(
        "default/" + ZOE + ":v" + (erasedVersion + 1),
        exchange.awaited("customer.created", ZOE).get("id").asText());
    assertEquals(10, crm.get("/api/v1/analytics/overview").get("customers").asInt());
    assertEquals(0, crm.command("audit"));
  }
}
