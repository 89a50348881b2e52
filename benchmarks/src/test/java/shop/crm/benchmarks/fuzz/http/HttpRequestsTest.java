package shop.crm.benchmarks.fuzz.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HttpRequestsTest {

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation(
              "GET", "/api/v1/customers", List.of("limit", "cursor", "sort"), List.of(), false),
          new Operation("POST", "/api/v1/customers", List.of(), List.of("application/json"), false),
          new Operation("POST", "/api/v1/customers:import", List.of(), List.of("text/csv"), false));

  private static HttpRequests requests(long seed) {
    return new HttpRequests(seed, "127.0.0.1:1", OPERATIONS);
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
        Set.of("body", "framing", "header", "path", FuzzRequest.INTERNAL_PATH, "target"), kinds);
  }

  @Test
  void operations_are_read_from_the_document_with_the_parameters_that_it_refers_to()
      throws JsonProcessingException {
    String openApi =
        """
        {"paths": {"/b": {"post": {"requestBody": {"content": {"text/csv": {}}}}},
                   "/a": {"parameters": [{"name": "id", "in": "path"}],
                          "get": {"parameters": [{"$ref": "#/components/parameters/limit"}]}}},
         "components": {"parameters": {"limit": {"name": "limit", "in": "query"}}}}
        """;
    assertEquals(
        List.of(
            new Operation("GET", "/a", List.of("limit"), List.of(), false),
            new Operation("POST", "/b", List.of(), List.of("text/csv"), false)),
        Operation.of(new ObjectMapper().readTree(openApi)));
  }
}
