package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/** What PostgreSQL answers; these tests only read, so one server does for all of them. */
class CustomerListHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
    create(
        """
        {"id": "ann", "email": "ann@example.org", "first_name": "Ann", "last_name": "Lee",
         "phone": "+380501112233", "tags": ["vip", "tea"], "email_opt_in": true}
        """);
    create(
        """
        {"id": "bob", "email": "Leeroy@example.org", "first_name": "Bob", "last_name": "Ross",
         "tags": ["vip"], "email_opt_in": false, "sms_opt_in": true}
        """);
    create("{\"id\": \"cid\", \"first_name\": \"Анна\", \"last_name\": \"100%_\"}");
    create("{\"id\": \"dan\", \"phone\": \"+380679998877\", \"push_opt_in\": true}");
    server.create("{\"id\": \"theirs\", \"tags\": [\"vip\"]}", "X-Tenant-ID", "other");
  }

  private static void create(String customer) {
    server.later(Duration.ofSeconds(1));
    assertEquals(201, server.create(customer).status());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ann bob cid dan",
        "sort=created_at | ann bob cid dan",
        "sort=-created_at | dan cid bob ann",
        "q=an | ann",
        "q=AN | ann",
        "q=lee | ann bob",
        "q=ann%20l | ann",
        "q=leeroy@ | bob",
        "q=%D0%90%D0%9D | cid",
        "q=%2B38050 | ann",
        "q=100%25_ | cid",
        "q=%25 | ''",
        "q=ross%20bob | ''",
        "q='%27%20OR%201%3D1' | ''",
        "email=LEEROY@EXAMPLE.ORG | bob",
        "email=leeroy | ''",
        "tag=vip | ann bob",
        "tag=tea | ann",
        "tag=VIP | ''",
        "email_opt_in=true | ann",
        "email_opt_in=false | bob cid dan",
        "sms_opt_in=true | bob",
        "push_opt_in=true&email_opt_in=false | dan",
        "tag=vip&q=lee&email_opt_in=false | bob",
        "tag=vip&sort=-created_at&limit=500 | bob ann"
      })
  void a_list_has_those_that_every_filter_takes_in_its_order(String query, String ids) {
    Reply reply = server.get(CUSTOMERS + "?" + query);

    assertEquals(200, reply.status(), reply.body());
    assertEquals(ids, String.join(" ", reply.ids()));
    assertEquals("null", reply.json().get("next_cursor").toString());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @Test
  void an_item_is_the_customer_itself() {
    Reply list = server.get(CUSTOMERS + "?q=ann");

    assertEquals(server.get(CUSTOMERS + "/ann").json(), list.json().at("/items/0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sort=-created_at", "tag=vip", "email_opt_in=false&sort=-created_at"})
  void pages_of_one_go_over_the_whole_list(String query) {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      Reply page = server.get(CUSTOMERS + "?limit=1&" + query + cursor);
      seen.addAll(page.ids());
      cursor = page.next().map(next -> "&cursor=" + next).orElse("");
    } while (!cursor.isEmpty());

    assertEquals(server.get(CUSTOMERS + "?" + query).ids(), seen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=name",
        "sort=",
        "sort=--created_at",
        "sort=created_at%20desc",
        "colour=red",
        "Tag=vip",
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=ten",
        "limit=",
        "limit=1e2",
        "limit=99999999999",
        "q=",
        "q=%20",
        "q=%C2%A0",
        "q=a%00",
        "tag=",
        "email=",
        "email_opt_in=yes",
        "sms_opt_in=TRUE",
        "push_opt_in=",
        "rfm_segment=Winners",
        "segment=rfm-winners",
        "loyalty_tier=platinum",
        "lifecycle_stage=undead",
        "rfm_segment=Champions&segment=rfm-lost",
        "tag=vip&tag=tea",
        "cursor=",
        "cursor=%21",
        "cursor=YWJj",
        "q=a&q=b"
      })
  void what_a_list_cannot_be_asked_is_malformed(String query) {
    assertEquals("400 malformed-request", server.get(CUSTOMERS + "?" + query).problem());
  }

  @Test
  void a_text_to_search_for_has_an_end() {
    String longest = "x".repeat(256);

    assertEquals(200, server.get(CUSTOMERS + "?q=" + longest).status());
    assertEquals("400 malformed-request", server.get(CUSTOMERS + "?q=x" + longest).problem());
  }

  private static String cursor(String query) {
    return server.get(CUSTOMERS + "?limit=1" + query).next().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"&tag=vip", "&sort=-created_at", "&sort=total_spent", "&email_opt_in=false"})
  void a_cursor_is_of_use_only_for_the_query_that_gave_it(String other) {
    String plain = cursor("");

    assertEquals(
        "400 malformed-request", server.get(CUSTOMERS + "?cursor=" + plain + other).problem());
    assertEquals(200, server.get(CUSTOMERS + "?cursor=" + plain).status());
  }

  @Test
  void a_cursor_is_of_no_use_for_another_tenant() {
    Reply reply = server.get(CUSTOMERS + "?cursor=" + cursor(""), "X-Tenant-ID", "other");

    assertEquals("400 malformed-request", reply.problem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s|x|ann",
        "%s||ann",
        "%s|1772366402000000",
        "%s|1772366402000000|a b",
        "%s|1772366402000000|",
        "%s|9223372036854775808|ann",
        "0|1772366402000000|ann",
        "|1772366402000000|ann"
      })
  void a_cursor_that_was_tampered_with_is_malformed(String form) {
    String kind =
        new String(Base64.getUrlDecoder().decode(cursor("")), StandardCharsets.UTF_8)
            .split("\\|")[0];
    String tampered =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(form.formatted(kind).getBytes(StandardCharsets.UTF_8));

    assertEquals("400 malformed-request", server.get(CUSTOMERS + "?cursor=" + tampered).problem());
  }
}
