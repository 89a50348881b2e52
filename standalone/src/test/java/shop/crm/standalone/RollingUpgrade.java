package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedPostgres;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/**
 * Upgrades two instances from one release to another, one after the other, and asks both for
 * everything all the while. Nobody may be told of an error but that a partition moves. Both have to
 * tell the same before, between and after, but for fields that the newer release adds. Who follows
 * changes across all stops has each of them once. A program: its arguments are the directories of
 * the two releases, both built.
 */
public final class RollingUpgrade implements AutoCloseable {

  private static final int CUSTOMERS = 200;
  private static final List<String> SPENT =
      List.of("/api/v1/customers?sort=total_spent&limit=500", "/api/v1/customers?q=c&limit=500");

  private final EmbeddedKafka kafka;
  private final EmbeddedPostgres postgres;
  private final EmbeddedRabbit rabbit;
  private final Path work;
  private final Path before;
  private final Path after;

  /** The instances sign with it what they ask each other. */
  private final String secret = UUID.randomUUID() + "-" + UUID.randomUUID();

  private final ReleaseComparison comparison = new ReleaseComparison();
  private final List<String> violations = new ArrayList<>();

  private RollingUpgrade(Path work, Path before, Path after) throws IOException {
    this.work = work;
    this.before = before;
    this.after = after;
    kafka = EmbeddedKafka.start(work.resolve("kafka"), 0);
    postgres = EmbeddedPostgres.start(work.resolve("postgres"), 0);
    rabbit = EmbeddedRabbit.start(work.resolve("rabbit"), 0);
  }

  /** Exits with 1 if anything was told that must not be. */
  public static void main(String[] releases) throws Exception {
    Path work = Files.createTempDirectory("rolling-upgrade");
    List<String> violations;
    try (RollingUpgrade upgrade =
        new RollingUpgrade(work, Path.of(releases[0]), Path.of(releases[1]))) {
      upgrade.run();
      violations = upgrade.violations;
    }
    violations.stream().limit(50).forEach(one -> say("WRONG: " + one));
    say(violations.isEmpty() ? "all passed" : violations.size() + " things were wrong");
    System.exit(violations.isEmpty() ? 0 : 1);
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private void run() throws Exception {
    try (UpgradedInstance a = instance("a");
        UpgradedInstance b = instance("b")) {
      a.start(before);
      b.start(before);
      settled(a, b);
      fill(a.http());
      List<String> gets = gets(a.http().get("/openapi.json"));
      try (MembershipTraffic traffic = MembershipTraffic.prepare(List.of(a, b));
          FeedFollower ofA = follower("the reader of a", List.of(a));
          FeedFollower ofB = follower("the reader of b", List.of(b));
          FeedFollower ofAny = follower("the reader of both", List.of(b, a))) {
        traffic.start();
        a.ask(gets);
        b.ask(gets);
        stage("old and old", gets, a, b);
        upgrade(b);
        settled(a, b);
        stage("old and new", gets, a, b);
        upgrade(a);
        settled(a, b);
        stage("new and new", gets, a, b);
        followed(traffic, List.of(ofA, ofB, ofAny));
      }
    }
  }

  private static FeedFollower follower(String name, List<UpgradedInstance> instances)
      throws Exception {
    return FeedFollower.start(name, MembershipTraffic.TENANT, instances);
  }

  private UpgradedInstance instance(String name) {
    return new UpgradedInstance(
        name,
        work.resolve(name),
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            kafka.bootstrap(),
            "DATABASE_URL",
            postgres.uri().toString(),
            "RABBITMQ_URL",
            rabbit.uri().toString(),
            "CRM_REPLICATION_FACTOR",
            "1",
            "CRM_STANDBY_REPLICAS",
            "1",
            "CRM_PARTITIONS",
            "6",
            "CRM_HOST",
            "127.0.0.1",
            "CRM_CLUSTER_SECRET",
            secret));
  }

  private void upgrade(UpgradedInstance instance) throws Exception {
    instance.stop();
    instance.start(after);
  }

  /** Waits until both own partitions, all of them together, and nothing is restored. */
  private static void settled(UpgradedInstance a, UpgradedInstance b) throws Exception {
    for (UpgradedInstance one : List.of(a, b)) {
      Eventually.await(
          () -> one.http().get("/status"),
          status -> {
            int owned = 0;
            boolean all = true;
            for (JsonNode instance : status.path("instances")) {
              int theirs = instance.path("partitions").size();
              owned += theirs;
              all &= theirs > 0;
            }
            return all && status.path("instances").size() == 2 && owned == 6;
          });
    }
  }

  /** A history of orders, and of everything that can be written. */
  private void fill(CrmHttp http) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int c = 1; c <= CUSTOMERS; c++) {
      for (int o = 1; o <= c % 12 + 1; o++) {
        lines.add(
            """
            {"order_id":"o-%d-%d","customer_id":"c-%d","ordered_at":"2025-%02d-%02dT10:00:00Z",\
            "total":"%d.%02d"}"""
                .formatted(
                    c,
                    o,
                    c,
                    (c + o) % 6 + 1,
                    (c * 7 + o) % 28 + 1,
                    c * 13 * o % 2900 + 5,
                    c % 100));
      }
    }
    Path orders = Files.write(work.resolve("orders.ndjson"), lines);
    int imported =
        Crm.commandLine(Map.of("CRM_DATA_DIR", work.resolve("a").toString()))
            .execute(
                "import",
                "--url",
                http.base().toString(),
                "--amqp",
                rabbit.uri().toString(),
                "--shift-to-now",
                orders.toString());
    if (imported != 0) {
      throw new AssertionError("the history was not imported");
    }
    sent(http, "POST", "/api/v1/customers", "{\"id\":\"ann\",\"email\":\"ann@example.com\"}");
    sent(
        http,
        "POST",
        "/api/v1/segments",
        "{\"id\":\"spenders\",\"name\":\"Spenders\",\"type\":\"dynamic\",\"conditions\":"
            + "[{\"field\":\"total_spent\",\"operator\":\"gte\",\"value\":2000.25}]}");
    sent(
        http,
        "POST",
        "/api/v1/segments",
        "{\"id\":\"chosen\",\"name\":\"Chosen\",\"type\":\"manual\"}");
    sent(
        http,
        "POST",
        "/api/v1/segments/chosen/customers",
        "{\"customer_ids\":[\"c-1\",\"c-2\",\"c-3\",\"ann\"]}");
    sent(http, "POST", "/api/v1/analytics/clv/fit", "{}");
    Eventually.await(
        () -> http.get("/api/v1/analytics/clv"), model -> model.path("model").has("parameters"));
    Eventually.await(
        () -> http.get("/api/v1/segments/spenders"), one -> !one.path("computing").asBoolean(true));
    Eventually.await(
        () -> http.get("/api/v1/segments/chosen"), one -> one.path("customer_count").asInt() == 4);
  }

  private static JsonNode sent(CrmHttp http, String method, String path, String body)
      throws Exception {
    var answer = http.send(method, path, body);
    if (answer.statusCode() >= 300) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    return RunningCrm.JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
  }

  /** Every GET of the document, with values for what stands in its path; no endless stream. */
  private static List<String> gets(JsonNode openApi) {
    Set<String> gets = new TreeSet<>(SPENT);
    openApi
        .path("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getValue().has("get") && !path.getKey().equals("/api/v1/changes")) {
                values(path.getKey()).forEach(gets::add);
              }
            });
    gets.add("/api/v1/analytics/cohorts?granularity=quarter");
    gets.add("/api/v1/segments/chosen/customers?limit=2");
    gets.add("/api/v1/customers?segment=spenders&sort=predicted_clv_365");
    gets.add("/api/v1/customers/c-11?include=previous_segment");
    return List.copyOf(gets);
  }

  private static Stream<String> values(String path) {
    if (path.startsWith("/api/v1/customers/{id}")) {
      return Stream.of("c-1", "c-12", "c-60", "c-199", "ann").map(id -> path.replace("{id}", id));
    }
    if (path.startsWith("/api/v1/segments/{id}")) {
      return Stream.of("spenders", "chosen", "rfm-champions").map(id -> path.replace("{id}", id));
    }
    return Stream.of(path.replace("{id}", "none").replace("{file}", "none"));
  }

  private void stage(String name, List<String> gets, UpgradedInstance a, UpgradedInstance b)
      throws Exception {
    int same = comparison.stage(name, gets, a, b);
    say("%s: %d answers are the same on both".formatted(name, same));
    say("  %s, %s".formatted(a.counts(), b.counts()));
    violations.addAll(comparison.violations());
    violations.addAll(a.violations());
    violations.addAll(b.violations());
  }

  /** Waits until the followers have what was done last, and holds what they had against it. */
  private void followed(MembershipTraffic traffic, List<FeedFollower> followers) throws Exception {
    int moves = traffic.finish();
    violations.addAll(traffic.violations());
    for (FeedFollower follower : followers) {
      Eventually.await(follower::count, count -> count >= moves);
      var told = follower.byCustomer();
      traffic.missed(told).forEach(missed -> violations.add(follower.name() + ": " + missed));
      violations.addAll(follower.violations());
      if (!told.equals(followers.getFirst().byCustomer())) {
        violations.add(follower.name() + " was told something else than the first");
      }
      if (follower.connected() < 2) {
        violations.add(follower.name() + " was never made to come again");
      }
      say(
          "%s followed %d changes of %d and came %d times"
              .formatted(follower.name(), follower.count(), moves, follower.connected()));
    }
  }

  @Override
  public void close() throws IOException {
    rabbit.close();
    postgres.close();
    kafka.close();
  }
}
