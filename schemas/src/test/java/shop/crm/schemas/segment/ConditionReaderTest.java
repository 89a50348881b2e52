package shop.crm.schemas.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import shop.crm.schemas.segment.Condition.All;
import shop.crm.schemas.segment.Condition.Any;
import shop.crm.schemas.segment.Condition.Leaf;
import shop.crm.schemas.segment.Condition.Not;
import shop.crm.schemas.segment.Conditions.Checked.Invalid;
import shop.crm.schemas.segment.Conditions.Checked.Valid;
import shop.crm.schemas.segment.Conditions.Mistake;
import shop.crm.schemas.segment.Operand.Time;

/** What is read of conditions, and all that is refused, with where it stands. */
class ConditionReaderTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String LEAF =
      """
      {"field":"email","operator":"exists"}\
      """;

  private static JsonNode json(String text) {
    return json(JSON, text);
  }

  private static JsonNode json(JsonMapper mapper, String text) {
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Conditions valid(String text) {
    return switch (Conditions.read(json(text))) {
      case Valid(Conditions conditions) -> conditions;
      case Invalid(List<Mistake> mistakes) -> throw new AssertionError(mistakes + ": " + text);
    };
  }

  private static List<Mistake> mistakes(String text) {
    return mistakes(json(text));
  }

  private static List<Mistake> mistakes(JsonNode json) {
    return switch (Conditions.read(json)) {
      case Valid(Conditions conditions) -> List.of();
      case Invalid(List<Mistake> mistakes) -> mistakes;
    };
  }

  private static String leaf(String field, String operator, String value) {
    return "{\"field\":\"%s\",\"operator\":\"%s\",\"value\":%s}".formatted(field, operator, value);
  }

  private static Condition read(String field, String operator, String value) {
    return valid(leaf(field, operator, value)).root();
  }

  private static Leaf of(SegmentField field, Operator operator, Operand operand) {
    return new Leaf(new FieldRef(field, 0), operator, operand);
  }

  private static Operand texts(String... values) {
    return new Operand.Texts(List.of(values));
  }

  private static Operand numbers(Long... hundredths) {
    return new Operand.Numbers(List.of(hundredths));
  }

  private static Operand times(Time... values) {
    return new Operand.Times(List.of(values));
  }

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
    assertEquals(conditions, Conditions.stored(json(conditions.json())));
  }

  @Test
  void values_are_read_in_every_form_that_they_may_have() {
    var spent = SegmentField.TOTAL_SPENT;
    assertEquals(of(spent, Operator.EQ, numbers(1250L)), read("total_spent", "eq", "12.5"));
    assertEquals(of(spent, Operator.EQ, numbers(1250L)), read("total_spent", "eq", "\"12.50\""));
    assertEquals(of(spent, Operator.LT, numbers(-1L)), read("total_spent", "lt", "\"-0.01\""));
    assertEquals(of(spent, Operator.EQ, numbers(100_000L)), read("total_spent", "eq", "1e3"));
    assertEquals(
        of(spent, Operator.BETWEEN, numbers(Long.MIN_VALUE, Long.MAX_VALUE)),
        read("total_spent", "between", "[\"-92233720368547758.08\",\"92233720368547758.07\"]"));
    assertEquals(
        of(
            SegmentField.CREATED_AT,
            Operator.IN,
            times(
                new Time.At(Instant.parse("2026-01-31T08:00:00.123456Z")),
                new Time.At(Instant.parse("2026-01-31T00:00:00Z")),
                new Time.Ago(Duration.ofDays(30)),
                new Time.Ago(Duration.ofHours(12)))),
        read(
            "created_at",
            "in",
            "[\"2026-01-31T10:00:00.1234567+02:00\",\"2026-01-31\",\"-30d\",\"-12h\"]"));
    assertEquals(
        of(SegmentField.EMAIL, Operator.EXISTS, new Operand.Flag(true)), valid(LEAF).root());
    assertEquals(
        of(SegmentField.EMAIL, Operator.EXISTS, new Operand.Flag(false)),
        read("email", "exists", "false"));
    assertEquals(
        of(SegmentField.RFM_SEGMENT, Operator.CONTAINS, texts("Loyal")),
        read("rfm_segment", "contains", "\"Loyal\""));
  }

  @Test
  void a_number_is_the_same_whichever_parser_it_came_through() {
    String text = leaf("total_spent", "in", "[12.50,1e3,7.0,\"5.00\",0.0,3]");
    Conditions plain = valid(text);
    assertEquals(leaf("total_spent", "in", "[12.5,1000,7,\"5.00\",0,3]"), plain.json());
    assertEquals(new Valid(plain), Conditions.read(json(EXACT, text)));
    assertEquals(new Valid(plain), Conditions.read(json(EXACT, plain.json())));
  }

  @ParameterizedTest
  @EnumSource(SegmentField.class)
  void every_field_takes_its_operators_and_no_other(SegmentField field) {
    String name = field.isWindow() ? field.wire() + ":3660" : field.wire();
    for (Operator operator : Operator.values()) {
      boolean fits = field.kind().operators().contains(operator);
      List<Mistake> mistakes = mistakes(leaf(name, operator.wire(), value(field, operator)));
      assertEquals(fits ? List.of() : List.of("/operator"), pointers(mistakes), operator.wire());
    }
  }

  private static String value(SegmentField field, Operator operator) {
    String one =
        switch (field.kind()) {
          case TEXT, TEXTS ->
              switch (field) {
                case RFM_SEGMENT -> "\"At Risk\"";
                case LIFECYCLE_STAGE -> "\"at_risk\"";
                default -> "\"a\"";
              };
          case NUMBER -> "1";
          case TIME -> "\"-1d\"";
          case FLAG, FLAGS, LIST -> "true";
        };
    return switch (operator) {
      case IN, BETWEEN -> "[" + one + "," + one + "]";
      case EXISTS -> "true";
      case EQ, NEQ, GT, LT, GTE, LTE, CONTAINS -> one;
    };
  }

  private static List<String> pointers(List<Mistake> mistakes) {
    return mistakes.stream().map(Mistake::pointer).toList();
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
          {"field":"email","operator":"like","value":"a"} | /operator   | is not an operator: one of eq, neq, gt, lt, gte, lte, in, between, contains, exists
          {"field":"email","operator":null,"value":"a"}   | /operator   | is not an operator: one of eq, neq, gt, lt, gte, lte, in, between, contains, exists
          {"field":"email","operator":"gt","value":"a"}   | /operator   | does not fit email: one of eq, neq, in, contains, exists
          {"field":"addresses","operator":"eq","value":1} | /operator   | does not fit addresses: one of exists
          """)
  void a_tree_that_is_none_is_refused(String text, String pointer, String message) {
    assertEquals(List.of(new Mistake(pointer, message)), mistakes(text));
  }

  private static final String NUMBER =
      "is not a number with at most 2 decimals from -92233720368547758.08 to 92233720368547758.07";
  private static final String TIME =
      "is not a time: RFC 3339 like 2026-01-31T10:00:00Z, a date like 2026-01-31, or relative like"
          + " -30d or -12h, up to -36600d";
  private static final String TEXT = "is not a text of at most 256 characters, without NUL";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          email        | eq      | 7                      | /value   | TEXT
          email        | eq      | null                   | /value   | TEXT
          email        | eq      | ["a"]                  | /value   | TEXT
          email        | eq      | "\\u0000"              | /value   | TEXT
          email        | eq      | "\\ud83c"              | /value   | TEXT
          tags         | in      | ["a",true]             | /value/1 | TEXT
          tags         | in      | []                     | /value   | is not a list of 1 to 1,000 values
          tags         | in      | "a"                    | /value   | is not a list of 1 to 1,000 values
          total_spent  | eq      | true                   | /value   | NUMBER
          total_spent  | eq      | 0.001                  | /value   | NUMBER
          total_spent  | eq      | "0.100"                | /value   | NUMBER
          total_spent  | eq      | "1e2"                  | /value   | NUMBER
          total_spent  | eq      | "+1"                   | /value   | NUMBER
          total_spent  | eq      | ""                     | /value   | NUMBER
          total_spent  | eq      | 92233720368547759      | /value   | NUMBER
          total_spent  | eq      | "92233720368547758.08" | /value   | NUMBER
          total_spent  | eq      | 1e400                  | /value   | is not exact: as large a number with decimals is written as a string
          total_spent  | eq      | 90071992547409.93      | /value   | is not exact: as large a number with decimals is written as a string
          total_spent  | between | [1]                    | /value   | is not a list of two values
          total_spent  | between | [1,2,3]                | /value   | is not a list of two values
          total_spent  | between | [1,"x"]                | /value/1 | NUMBER
          total_spent  | between | [2,1.99]               | /value   | is reversed: the lower end comes first
          created_at   | eq      | 7                      | /value   | TIME
          created_at   | eq      | "2026-02-30"           | /value   | TIME
          created_at   | eq      | "2026-02-03T10:00:00"  | /value   | TIME
          created_at   | eq      | "30d"                  | /value   | TIME
          created_at   | eq      | "-0d"                  | /value   | TIME
          created_at   | eq      | "-36601d"              | /value   | TIME
          created_at   | eq      | "-878401h"             | /value   | TIME
          created_at   | eq      | "-1w"                  | /value   | TIME
          created_at   | between | ["-7d","-30d"]         | /value   | is reversed: the lower end comes first
          created_at   | between | ["2026-02","-30d"]     | /value/0 | TIME
          created_at   | between | ["2026-01-02","2026-01-01T23:59:59Z"] | /value | is reversed: the lower end comes first
          sms_opt_in   | eq      | "true"                 | /value   | is not true or false
          addresses.is_default | contains | 1             | /value   | is not true or false
          addresses    | exists  | "yes"                  | /value   | is not true or false
          email        | exists  | null                   | /value   | is not true or false
          rfm_segment  | eq      | "champions"            | /value   | is not one of Champions, Loyal Customers, Potential Loyalists, New Customers, Promising, Need Attention, About to Sleep, At Risk, Can't Lose Them, Hibernating, Lost
          lifecycle_stage | in   | ["new","At Risk"]      | /value/1 | is not one of prospect, new, active, loyal, champion, at_risk, lost
          lifecycle_stage | contains | "x"                | /value   | is not in any of prospect, new, active, loyal, champion, at_risk, lost
          """)
  void a_value_that_does_not_fit_is_refused(
      String field, String operator, String value, String pointer, String message) {
    String expected =
        switch (message) {
          case "TEXT" -> TEXT;
          case "NUMBER" -> NUMBER;
          case "TIME" -> TIME;
          default -> message;
        };
    assertEquals(List.of(new Mistake(pointer, expected)), mistakes(leaf(field, operator, value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          created_at  | "-36600d"
          created_at  | "-878400h"
          total_spent | 9999999999999.99
          email       | ""
          """)
  void a_value_at_its_limit_is_taken(String field, String value) {
    assertEquals(List.of(), mistakes(leaf(field, "eq", value)));
  }

  @Test
  void of_a_fixed_and_a_moving_time_neither_is_the_later() {
    assertEquals(List.of(), mistakes(leaf("created_at", "between", "[\"9999-01-01\",\"-1d\"]")));
    assertEquals(List.of(), mistakes(leaf("created_at", "between", "[\"-1d\",\"-1d\"]")));
  }

  @Test
  void a_text_may_have_256_characters() {
    assertEquals(List.of(), mistakes(leaf("email", "eq", "\"" + "🍵".repeat(256) + "\"")));
    assertEquals(
        List.of(new Mistake("/value", TEXT)),
        mistakes(leaf("email", "eq", "\"" + "a".repeat(257) + "\"")));
  }

  @Test
  void of_one_field_1000_values_may_be_asked() {
    assertEquals(List.of(), mistakes(leaf("total_orders", "in", listOf(1_000, "7"))));
    assertEquals(
        List.of(new Mistake("/value", "is not a list of 1 to 1,000 values")),
        mistakes(leaf("total_orders", "in", listOf(1_001, "7"))));
  }

  private static String listOf(int count, String element) {
    return Collections.nCopies(count, element).stream().collect(Collectors.joining(",", "[", "]"));
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
