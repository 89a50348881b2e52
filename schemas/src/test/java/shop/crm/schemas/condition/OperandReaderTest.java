package shop.crm.schemas.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static shop.crm.schemas.condition.Written.EXACT;
import static shop.crm.schemas.condition.Written.LEAF;
import static shop.crm.schemas.condition.Written.json;
import static shop.crm.schemas.condition.Written.leaf;
import static shop.crm.schemas.condition.Written.listOf;
import static shop.crm.schemas.condition.Written.mistakes;
import static shop.crm.schemas.condition.Written.numbers;
import static shop.crm.schemas.condition.Written.of;
import static shop.crm.schemas.condition.Written.pointers;
import static shop.crm.schemas.condition.Written.read;
import static shop.crm.schemas.condition.Written.texts;
import static shop.crm.schemas.condition.Written.times;
import static shop.crm.schemas.condition.Written.valid;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import shop.crm.schemas.condition.ConditionsJson.Checked.Valid;
import shop.crm.schemas.condition.ConditionsJson.Mistake;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operand.Time;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/** What a field may be compared with, and all that it may not. */
class OperandReaderTest {

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
    assertEquals(
        of(SegmentField.RFM_SEGMENT, Operator.STARTS_WITH, texts("At")),
        read("rfm_segment", "starts_with", "\"At\""));
    assertEquals(
        of(SegmentField.LIFECYCLE_STAGE, Operator.ENDS_WITH, texts("_risk")),
        read("lifecycle_stage", "ends_with", "\"_risk\""));
  }

  @Test
  void a_number_is_the_same_whichever_parser_it_came_through() {
    String text = leaf("total_spent", "in", "[12.50,1e3,7.0,\"5.00\",0.0,3]");
    Conditions plain = valid(text);
    assertEquals(leaf("total_spent", "in", "[12.5,1000,7,\"5.00\",0,3]"), plain.json());
    assertEquals(new Valid(plain), ConditionsJson.read(json(EXACT, text)));
    assertEquals(new Valid(plain), ConditionsJson.read(json(EXACT, plain.json())));
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
      case EQ, NEQ, GT, LT, GTE, LTE, CONTAINS, STARTS_WITH, ENDS_WITH -> one;
    };
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
          lifecycle_stage | starts_with | "_" | /value | is not the beginning of any of prospect, new, active, loyal, champion, at_risk, lost
          lifecycle_stage | ends_with | "a" | /value | is not the end of any of prospect, new, active, loyal, champion, at_risk, lost
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
}
