package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a newer release may tell otherwise than an older one. */
class ToldAnswerTest {

  @Test
  void fields_may_come_but_neither_go_nor_change() {
    assertLost(List.of(), "{\"id\":\"c\"}", "{\"language\":null,\"id\":\"c\"}");
    assertLost(List.of("/id: \"c\" has become nothing"), "{\"id\":\"c\"}", "{\"language\":null}");
    assertLost(List.of("/id: \"c\" has become \"d\""), "{\"id\":\"c\"}", "{\"id\":\"d\"}");
    assertLost(List.of("/id: null has become nothing"), "{\"id\":null}", "{}");
    assertLost(List.of("/n: 1 has become \"1\""), "{\"n\":1}", "{\"n\":\"1\"}");
    assertLost(List.of("/a: {} has become []"), "{\"a\":{}}", "{\"a\":[]}");
  }

  @Test
  void an_array_keeps_its_elements_and_their_order_but_objects_in_it_may_have_more_fields() {
    assertLost(List.of(), "{\"items\":[{\"id\":1},{}]}", "{\"items\":[{\"id\":1},{\"id\":2}]}");
    assertLost(List.of("/0: 1 has become 2", "/1: 2 has become 1"), "[1, 2]", "[2, 1]");
    assertLost(List.of(": [1] has become [1,2]"), "[1]", "[1, 2]");
  }

  @Test
  void lines_of_json_are_all_held_against_each_other() {
    assertLost(
        List.of("/1/id: 2 has become 3"), "{\"id\":1}\n{\"id\":2}\n", "{\"id\":1}\n{\"id\":3}\n");
  }

  @Test
  void when_an_answer_was_given_and_texts_that_are_no_json() {
    assertLost(
        List.of(),
        "{\"as_of\":\"now\",\"items\":[{\"as_of\":1}]}",
        "{\"as_of\":\"later\",\"items\":[{\"as_of\":2}]}");
    assertLost(List.of(": \"a;b\" has become \"a;c\""), "a;b", "a;c");
    assertLost(List.of(), "", "");
  }

  @Test
  void the_status_is_part_of_it() {
    assertEquals(
        List.of("status: 200 has become 404"),
        ToldAnswer.of(200, "{}").lostIn(ToldAnswer.of(404, "{\"title\":\"x\"}")));
  }

  private static void assertLost(List<String> lost, String old, String now) {
    assertEquals(lost, ToldAnswer.of(200, old).lostIn(ToldAnswer.of(200, now)));
  }
}
