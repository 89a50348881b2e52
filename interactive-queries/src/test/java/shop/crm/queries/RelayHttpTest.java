package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.CustomerKey;

class RelayHttpTest {

  private TestServer owner;
  private TestServer other;

  @BeforeEach
  void start() {
    owner = new TestServer();
    other = new TestServer();
    owner.state.customers.put(Shop.ANNA, Shop.anna());
    owner.state.orders.put(
        Shop.ANNA, List.of(Shop.completed(), Shop.created("o-2", Shop.FEB, "1.00")));
    owner.state.customers.put(new CustomerKey("acme", "c@1:2+3"), Shop.stub());
    other.state.ownership =
        new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", owner.internalPort()), false);
  }

  @AfterEach
  void stop() {
    other.close();
    owner.close();
  }

  @Test
  void a_customer_owned_elsewhere_is_answered_as_its_owner_answers() {
    Reply direct = owner.get("/api/v1/customers/anna");
    Reply relayed = other.get("/api/v1/customers/anna");

    assertEquals(direct.body(), relayed.body());
    assertEquals(
        List.of("200", "application/json", "\"3\"", "2026-03-01T12:00:00Z"),
        List.of(
            "" + relayed.status(),
            relayed.header("content-type"),
            relayed.versionTag(),
            relayed.header("x-as-of")));
  }

  @Test
  void path_query_and_tenant_go_with_it() {
    Reply orders = other.get("/api/v1/customers/anna/orders?limit=1");
    Reply stub = other.get("/api/v1/customers/c%401%3A2+3", "X-Tenant-ID", "acme");
    Reply unknown = other.get("/api/v1/customers/anna", "X-Tenant-ID", "acme");

    assertEquals("o-2", orders.json().at("/items/0/order_id").asText());
    assertEquals("c@1:2+3", stub.json().at("/id").asText());
    assertEquals(404, unknown.status());
    assertEquals("application/problem+json", unknown.header("content-type"));
  }

  @Test
  void what_was_passed_on_once_is_not_passed_on_again() {
    Reply reply = other.get("/api/v1/customers/anna", "X-Crm-Hop", "1");

    assertEquals(421, reply.status());
    assertEquals("urn:crm:problem:misdirected-request", reply.json().get("type").asText());
  }

  @Test
  void two_instances_that_each_believe_the_other_owns_it_are_not_available() {
    owner.state.ownership =
        new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", other.internalPort()), false);
    Reply reply = other.get("/api/v1/customers/anna");

    assertEquals("503 2", reply.status() + " " + reply.header("retry-after"));
  }

  @Test
  void while_the_owner_is_away_a_standby_answers_and_says_so() {
    other.state.customers.put(Shop.ANNA, Shop.anna());
    other.state.ownership = new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", 1), true);
    Reply reply = other.get("/api/v1/customers/anna");

    assertEquals(
        "200 true 2026-03-01T11:59:00Z",
        reply.status() + " " + reply.header("x-stale") + " " + reply.header("x-as-of"));
  }

  @Test
  void while_the_owner_cannot_tell_yet_a_standby_answers_and_says_so() {
    other.state.customers.put(Shop.ANNA, Shop.anna());
    other.state.ownership =
        new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", owner.port()), true);
    owner.state.ownership = new FakeLiveState.Ownership.Nobodys();
    Reply restoring = other.get("/api/v1/customers/anna");
    owner.state.ownership =
        new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", other.port()), false);
    Reply moved = other.get("/api/v1/customers/anna");

    assertEquals(
        List.of("200 true", "200 true"),
        List.of(
            restoring.status() + " " + restoring.header("x-stale"),
            moved.status() + " " + moved.header("x-stale")));
  }

  /** Three instances: this one has neither the customer nor a copy, and the owner is gone. */
  @Test
  void a_copy_elsewhere_answers_where_the_owner_is_away_or_changing_and_none_is_here() {
    HostInfo copy = new HostInfo("127.0.0.1", owner.internalPort());
    HostInfo gone = new HostInfo("127.0.0.1", 1);
    owner.state.ownership = new FakeLiveState.Ownership.Theirs(gone, true);
    other.state.ownership =
        new FakeLiveState.Ownership.Theirs(Optional.of(gone), false, List.of(gone, copy));
    Reply away = other.get("/api/v1/customers/anna");
    other.state.ownership =
        new FakeLiveState.Ownership.Theirs(Optional.empty(), false, List.of(copy));
    Reply changing = other.get("/api/v1/customers/anna");
    owner.state.ownership = new FakeLiveState.Ownership.Mine();
    Reply takenOver = other.get("/api/v1/customers/anna");

    assertEquals(
        List.of("200 true 2026-03-01T11:59:00Z", "200 true 2026-03-01T11:59:00Z"),
        List.of(stale(away), stale(changing)));
    assertEquals("200 none 2026-03-01T12:00:00Z", stale(takenOver));
  }

  private static String stale(Reply reply) {
    return reply.status() + " " + reply.header("x-stale") + " " + reply.header("x-as-of");
  }

  @Test
  void a_copy_is_not_asked_for_as_if_it_were_the_owner() {
    owner.state.ownership = new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", 1), true);

    assertEquals(421, owner.get("/api/v1/customers/anna", "X-Crm-Hop", "1").status());
    assertEquals(200, owner.get("/api/v1/customers/anna", "X-Crm-Hop", "copy").status());
  }

  @Test
  void while_the_owner_is_away_and_there_is_no_standby_it_is_not_available() {
    other.state.ownership = new FakeLiveState.Ownership.Theirs(new HostInfo("127.0.0.1", 1), false);

    assertEquals(503, other.get("/api/v1/customers/anna").status());
  }
}
