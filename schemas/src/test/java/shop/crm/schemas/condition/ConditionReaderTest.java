package shop.crm.schemas.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.schemas.condition.Written.LEAF;
import static shop.crm.schemas.condition.Written.json;
import static shop.crm.schemas.condition.Written.leaf;
import static shop.crm.schemas.condition.Written.listOf;
import static shop.crm.schemas.condition.Written.mistakes;
import static shop.crm.schemas.condition.Written.numbers;
import static shop.crm.schemas.condition.Written.of;
import static shop.crm.schemas.condition.Written.pointers;
import static shop.crm.schemas.condition.Written.texts;
import static shop.crm.schemas.condition.Written.valid;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.condition.ConditionsJson.Mistake;
import shop.crm.schemas.model.segment.Condition.All;
import shop.crm.schemas.model.segment.Condition.Any;
import shop.crm.schemas.model.segment.Condition.Leaf;
import shop.crm.schemas.model.segment.Condition.Not;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.FieldRef;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/** What is read of conditions, and all that is refused, with where it stands. */
class ConditionReaderTest {

  @Test
  void a_tree_is_read_as_it_is_written() {
    String text =
        """
        [ {"field":"tags", "operator":"in", "value":["vip","b2b"]},
          {"any":[ {"not":{"operator":"gte", "field":"orders_in_last_days:90", "value":3}},
                   {"all":[ {"field":"email_opt_in", "operator":"eq", "value":true} ]} ]} ]\
        """;
    Conditions conditions = valid(text);
    assertEquals(
        new All(
            List.of(
                of(SegmentField.TAGS, Operator.IN, texts("vip", "b2b")),
                new Any(
                    List.of(
                        new Not(
                            new Leaf(
                                new FieldRef(SegmentField.ORDERS_IN_LAST_DAYS, 90),
                                Operator.GTE,
                                numbers(300L))),
                        new All(
                            List.of(
                                of(
                                    SegmentField.EMAIL_OPT_IN,
                                    Operator.EQ,
                                    new Operand.Flag(true)))))))),
        conditions.root());
    assertEquals(text.replaceAll("\\s", ""), conditions.json());
    assertEquals(conditions, ConditionsJson.stored(json(conditions.json())));
  }

  @Test
  void what_is_null_is_absent_and_a_list_of_objects_is_given_back() {
    Conditions conditions =
        valid(
            """
            {"any": [ [{"field":"tags", "operator":"exists", "not":null}],
                      {"not":{"field":"tags", "operator":"eq", "value":"vip"}, "any":null} ],
             "all": null, "field": null}\
            """);

    assertEquals(
        "[{'any':[{'all':[{'field':'tags','operator':'exists'}]},"
            + "{'not':{'field':'tags','operator':'eq','value':'vip'}}]}]",
        ConditionsJson.list(conditions).replace('"', '\''));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          7                                               | ``          | is not an object or a list
          null                                            | ``          | is not an object or a list
          []                                              | ``          | has no condition
          {}                                              | ``          | is not one of {field, operator, value}, {all}, {any} and {not}
          [[]]                                            | /0          | has no condition
          {"all":[]}                                      | /all        | has no condition
          [{"any":[]}]                                    | /0/any      | has no condition
          {"any":{"all":[]}}                              | /any        | is not a list
          {"not":"a"}                                     | /not        | is not an object or a list
          {"not":[]}                                      | /not        | has no condition
          {"a~/b":1,"field":"email","operator":"exists"}  | /a~0~1b     | is not field, operator, value, all, any or not
          {"field":"email","any":[]}                      | ``          | is not one of {field, operator, value}, {all}, {any} and {not}
          {"all":[],"any":[]}                             | ``          | is not one of {field, operator, value}, {all}, {any} and {not}
          {"operator":"eq","value":"a"}                   | /field      | is missing
          {"field":"email","value":"a"}                   | /operator   | is missing
          {"field":"email","operator":"eq"}               | /value      | is missing
          {"field":7,"operator":"exists"}                 | /field      | is not a field of a customer, nor one that is derived
          {"field":"e-mail","operator":"exists"}          | /field      | is not a field of a customer, nor one that is derived
          {"field":"email:7","operator":"exists"}         | /field      | does not look back: only email
          {"field":"orders_in_last_days","operator":"exists"}      | /field | does not say how far it looks back: orders_in_last_days:<n>, n from 1 to 3660
          {"field":"orders_in_last_days:0","operator":"exists"}    | /field | does not say how far it looks back: orders_in_last_days:<n>, n from 1 to 3660
          {"field":"orders_in_last_days:3661","operator":"exists"} | /field | does not say how far it looks back: orders_in_last_days:<n>, n from 1 to 3660
          {"field":"spent_in_last_days:1.5","operator":"exists"}   | /field | does not say how far it looks back: spent_in_last_days:<n>, n from 1 to 3660
          {"field":"email","operator":"like","value":"a"} | /operator   | is not an operator: one of eq, neq, gt, lt, gte, lte, in, between, contains, starts_with, ends_with, exists
          {"field":"email","operator":null,"value":"a"}   | /operator   | is not an operator: one of eq, neq, gt, lt, gte, lte, in, between, contains, starts_with, ends_with, exists
          {"field":"email","operator":"gt","value":"a"}   | /operator   | does not fit email: one of eq, neq, in, contains, starts_with, ends_with, exists
          {"field":"addresses","operator":"eq","value":1} | /operator   | does not fit addresses: one of exists
          """)
  void a_tree_that_is_none_is_refused(String text, String pointer, String message) {
    assertEquals(List.of(new Mistake(pointer, message)), mistakes(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{"not":{"not":{"not":{"not":LEAF}}}}]         | [{"not":{"not":{"not":{"not":{"not":LEAF}}}}}]         | /0/not/not/not/not/not
          {"not":{"not":{"not":{"not":LEAF}}}}           | {"not":{"not":{"not":{"not":{"not":LEAF}}}}}           | /not/not/not/not/not
          [[[[[LEAF]]]]]                                 | [[[[[[LEAF]]]]]]                                       | /0/0/0/0/0/0
          {"any":[{"all":[{"any":[{"all":[LEAF]}]}]}]}   | {"any":[{"all":[{"any":[{"all":[{"any":[LEAF]}]}]}]}]} | /any/0/all/0/any/0/all/0/any/0
          {"not":[{"not":[LEAF]}]}                       | {"not":[{"not":[[LEAF]]}]}                             | /not/0/not/0/0
          """)
  void nesting_ends_at_depth_5(String deepest, String deeper, String pointer) {
    assertEquals(List.of(), mistakes(deepest.replace("LEAF", LEAF)));
    assertEquals(
        List.of(new Mistake(pointer, "is nested deeper than 5 levels")),
        mistakes(deeper.replace("LEAF", LEAF)));
  }

  @Test
  void there_may_be_100_conditions() {
    assertEquals(List.of(), mistakes("{\"any\":" + listOf(100, LEAF) + "}"));
    assertEquals(
        List.of(new Mistake("", "has more than 100 conditions")),
        mistakes("[{\"any\":" + listOf(50, LEAF) + "}," + listOf(51, LEAF) + "]"));
  }

  @Test
  void as_json_they_may_have_64_KiB() {
    String text = "\"" + "ї".repeat(256) + "\"";
    String full = leaf("email", "in", listOf(127, text));
    assertEquals(List.of(), mistakes(full));
    assertEquals(
        List.of(new Mistake("", "is longer than 64 KiB")),
        mistakes(leaf("email", "in", listOf(128, text))));
  }

  @Test
  void all_mistakes_are_told_at_once_but_no_more_than_100() {
    assertEquals(
        List.of("/0/field", "/0/operator", "/1/any/0/value", "/1/any/1/not/operator"),
        pointers(
            mistakes(
                """
                [{"field":"x","operator":"y","value":1},
                 {"any":[{"field":"email","operator":"eq","value":1},
                         {"not":{"field":"tags","operator":"gt","value":1}}]}]\
                """)));
    assertEquals(100, mistakes(listOf(101, "7")).size());
  }

  @Test
  void no_mistake_repeats_a_value_or_a_long_name() {
    String secret = "secret-".repeat(40);
    List<Mistake> mistakes =
        mistakes(
            "[{\"%1$s\":1},{\"field\":\"%1$s\",\"operator\":\"%1$s\"},%2$s,%3$s]"
                .formatted(
                    secret,
                    leaf("email", "eq", "\"" + secret + "\""),
                    leaf("rfm_segment", "eq", "\"secret-\"")));
    assertEquals(6, mistakes.size());
    for (Mistake mistake : mistakes) {
      assertFalse(mistake.message().contains("secret"), mistake.message());
      assertTrue(mistake.pointer().length() < 80, mistake.pointer());
    }
  }
}
