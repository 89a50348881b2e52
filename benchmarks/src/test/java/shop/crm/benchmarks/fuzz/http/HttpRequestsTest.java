package shop.crm.benchmarks.fuzz.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.fuzz.access.Bearings;
import shop.crm.benchmarks.fuzz.access.KeyRing;

class HttpRequestsTest {

  private static final List<Operation> OPERATIONS =
      List.of(
          operation("GET", "/api/v1/customers", List.of("limit", "cursor", "sort"), List.of()),
          operation("POST", "/api/v1/customers", List.of(), List.of("application/json")),
          operation("POST", "/api/v1/customers:import", List.of(), List.of("text/csv")),
          operation("DELETE", "/api/v1/keys/{id}", List.of(), List.of()));

  private static final KeyRing RING =
      new KeyRing(
          "crm_platform",
          Map.of("fuzz-0", "crm_a_0123456789", "fuzz-1", "crm_b_012345", "fuzz-2", "crm_c_012345"),
          "fuzz-0",
          Map.of("admin", "crm_d_0123456789", "pii:read", "crm_e_0123456789"),
          List.of("crm_f_0123456789"),
          List.of("spare"));

  private static Operation operation(
      String method, String path, List<String> query, List<String> types) {
    return new Operation(method, path, query, types, Optional.of("admin"), false, false);
  }

  private static Stream<FuzzRequest> withKeys(int most) {
    Bearings bearings = new Bearings(Optional.of(RING));
    HttpRequests requests = new HttpRequests(7, "127.0.0.1:1", OPERATIONS, bearings);
    return IntStream.range(0, most).mapToObj(requests::make);
  }

  private static HttpRequests requests(long seed) {
    return new HttpRequests(seed, "127.0.0.1:1", OPERATIONS, Bearings.unasked());
  }

  @Test
  void the_same_seed_and_number_make_the_same_request_in_whatever_order() {
    for (int number = 999; number >= 0; number--) {
      FuzzRequest first = requests(7).make(number);
      FuzzRequest again = requests(7).make(number);
      assertArrayEquals(first.bytes(), again.bytes());
      assertEquals(first.framing(), again.framing());
      assertEquals(first.category(), again.category());
    }
  }

  @Test
  void another_seed_makes_others() {
    long same =
        LongStream.range(0, 200)
            .filter(it -> Arrays.equals(requests(1).make(it).bytes(), requests(2).make(it).bytes()))
            .count();
    assertTrue(same < 10, same + " of 200 are the same");
  }

  @Test
  void a_thousand_requests_are_of_every_kind() {
    Set<Framing> framings = EnumSet.noneOf(Framing.class);
    Set<String> kinds = new TreeSet<>();
    for (int number = 0; number < 1_000; number++) {
      FuzzRequest request = requests(20_261_129).make(number);
      framings.add(request.framing());
      kinds.add(request.category().split(":")[0]);
    }
    assertEquals(EnumSet.allOf(Framing.class), framings);
    assertEquals(
        Set.of(
            "body", "credential", "framing", "header", "path", FuzzRequest.INTERNAL_PATH, "target"),
        kinds);
  }

  @Test
  void where_keys_are_wanted_each_way_of_not_having_one_is_sent_and_its_answer_known() {
    Map<String, Set<Integer>> known = new TreeMap<>();
    withKeys(6_000)
        .filter(it -> it.category().startsWith("credential: "))
        .filter(it -> !it.wanted().statuses().isEmpty())
        .forEach(
            it -> known.put(it.category().replace("credential: ", ""), it.wanted().statuses()));
    assertEquals(
        Map.ofEntries(
            Map.entry("20 KB", Set.of(401)),
            Map.entry("30 KB", Set.of(431)),
            Map.entry("ended", Set.of(401)),
            Map.entry("foreign tenant", Set.of(403)),
            Map.entry("malformed credential", Set.of(401)),
            Map.entry("missing scope", Set.of(403)),
            Map.entry("nearly a key", Set.of(401)),
            Map.entry("no credential", Set.of(401)),
            Map.entry("odd bytes", Set.of(400, 401)),
            Map.entry("on behalf of", Set.of(400)),
            Map.entry("token", Set.of(401)),
            Map.entry("two credentials", Set.of(401)),
            Map.entry("unknown key", Set.of(401))),
        known);
  }

  @Test
  void what_is_known_of_an_answer_is_not_only_who_may_not_ask() {
    Set<Set<Integer>> ofGood = new HashSet<>();
    withKeys(20_000)
        .filter(it -> !it.category().startsWith("credential: "))
        .forEach(it -> ofGood.add(it.wanted().statuses()));
    assertTrue(
        ofGood.containsAll(Set.of(Set.of(404), Set.of(405), Set.of(406))), ofGood.toString());
  }

  @Test
  void keys_that_exist_are_asked_for() {
    assertTrue(
        withKeys(1_000)
            .map(it -> new String(it.bytes(), StandardCharsets.ISO_8859_1))
            .anyMatch(it -> it.startsWith("DELETE /api/v1/keys/spare HTTP/1.1\r\n")));
  }

  @Test
  void operations_are_read_from_the_document_with_the_parameters_that_it_refers_to()
      throws JsonProcessingException {
    String openApi =
        """
        {"paths": {"/b": {"post": {"requestBody": {"content": {"text/csv": {}}}}},
                   "/a": {"parameters": [{"name": "id", "in": "path"}],
                          "get": {"parameters": [{"$ref": "#/components/parameters/limit"}],
                                  "security": [{"bearer": ["admin"]}]}}},
         "components": {"parameters": {"limit": {"name": "limit", "in": "query"}}}}
        """;
    assertEquals(
        List.of(
            new Operation(
                "GET", "/a", List.of("limit"), List.of(), Optional.of("admin"), false, false),
            new Operation(
                "POST", "/b", List.of(), List.of("text/csv"), Optional.empty(), false, false)),
        Operation.of(new ObjectMapper().readTree(openApi)));
  }
}
