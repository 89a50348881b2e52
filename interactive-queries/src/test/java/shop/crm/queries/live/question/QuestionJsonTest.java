package shop.crm.queries.live.question;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.live.question.PartitionQuestion.Form;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.index.CustomerQuery.Sort;

/**
 * The golden text of every question and answer: instances of two releases read them side by side.
 * Where one of these must change, its form gets another version.
 */
class QuestionJsonTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final CustomerState ANNA =
      CustomerState.begin(NOW, "bronze").withProfile(Profile.STUB, 1, 0);
  private static final String ROW = Base64.getEncoder().encodeToString(CustomerRow.encode(ANNA));

  private static final String CONDITIONS =
      "{\"field\":\"total_spent\",\"operator\":\"gt\",\"value\":1000.25}";

  private static Conditions conditions() {
    String question =
        "{\"question\":\"preview/1\",\"tenant\":\"shop\",\"conditions\":%s,\"now\":\"%s\"}"
            .formatted(CONDITIONS, NOW);
    return ((PreviewQuestion) QuestionJson.question(bytes(question))).conditions();
  }

  private static CustomerQuery everything() {
    Map<Channel, Boolean> consents = new EnumMap<>(Channel.class);
    consents.put(Channel.EMAIL, true);
    consents.put(Channel.SMS, false);
    return new CustomerQuery(
        Sort.TOTAL_SPENT,
        true,
        new CustomerQuery.Selection(
            Optional.of(RfmSegment.CHAMPIONS),
            Optional.of("gold"),
            Optional.of(LifecycleStage.ACTIVE),
            Optional.of("vip"),
            OptionalInt.of(7),
            consents,
            new CustomerQuery.Search(Optional.of("An"), Optional.of("a@example.com"))),
        Optional.of(new Position(OptionalLong.of(1_250), "anna")),
        50);
  }

  private static PurchaseHistogram bought() {
    PurchaseHistogram histogram = new PurchaseHistogram();
    histogram.add(2, 20_000, 20_030, 1_250, 5);
    return histogram;
  }

  private static TenantAggregates aggregates() {
    return new TenantAggregates(
        7,
        14,
        2_100,
        new long[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2},
        new long[] {300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 400},
        new long[] {0, 0, 0, 0, 7},
        new long[] {1, 2, 3, 0, 0},
        new long[] {0, 0, 3, 2, 1},
        Map.of("silver", 3L, "bronze", 4L),
        new long[] {7, 0, 1},
        new RulesProgress(12, 6, 7));
  }

  /** A question, its text, what a partition answers, and the text of that. */
  record Golden<P>(PartitionQuestion<P, ?> question, String text, P partial, String answer) {

    static <P> Arguments of(
        PartitionQuestion<P, ?> question, String text, P partial, String answer) {
      return Arguments.of(new Golden<>(question, text, partial, answer));
    }

    void assertTexts() throws IOException {
      byte[] asked = QuestionJson.toJson(question);
      assertEquals(text, new String(asked, StandardCharsets.UTF_8));
      assertEquals(question, QuestionJson.question(asked));
      List<Part<P>> parts = List.of(new Part<>(3, NOW, partial));
      byte[] answered = JsonBytes.object(json -> QuestionJson.write(json, question, parts));
      assertEquals(
          "{\"partitions\":[{\"partition\":3,\"as_of\":\"2026-03-01T12:00:00Z\"," + answer + "}]}",
          new String(answered, StandardCharsets.UTF_8));
      assertEquals(parts, QuestionJson.parts(question, answered));
    }
  }

  static final List<Arguments> GOLDEN =
      List.of(
          Golden.of(
              new AggregatesQuestion("shop"),
              "{\"question\":\"aggregates/1\",\"tenant\":\"shop\"}",
              new Aggregates(aggregates(), new SegmentCounts(Map.of(9, 2L, 10, 1L), 4, 5, 7)),
              "\"tallies\":{\"customers\":7,\"orders\":14,\"revenueMinor\":2100,"
                  + "\"segmentCustomers\":[1,0,0,0,0,0,0,0,0,0,2],"
                  + "\"segmentRevenueMinor\":[300,0,0,0,0,0,0,0,0,0,400],"
                  + "\"recency\":[0,0,0,0,7],\"frequency\":[1,2,3,0,0],\"monetary\":[0,0,3,2,1],"
                  + "\"tiers\":{\"bronze\":4,\"silver\":3},\"optIns\":[7,0,1],"
                  + "\"rules\":{\"version\":12,\"brought\":6,\"customers\":7}},"
                  + "\"segments\":{\"members\":{\"9\":2,\"10\":1},\"revision\":4,\"visited\":5,"
                  + "\"customers\":7}"),
          Golden.of(
              new CohortsQuestion("shop", Granularity.QUARTER, 222, 224),
              "{\"question\":\"cohorts/1\",\"tenant\":\"shop\",\"granularity\":\"quarter\","
                  + "\"from\":222,\"to\":224}",
              new CohortAggregates(
                  Map.of(
                      224, List.of(new Cell(1, 5)),
                      223, List.of(new Cell(3, 30_000), new Cell(0, 0))),
                  225),
              "\"cohorts\":{\"cohorts\":{\"223\":[{\"customers\":3,\"revenueMinor\":30000},"
                  + "{\"customers\":0,\"revenueMinor\":0}],"
                  + "\"224\":[{\"customers\":1,\"revenueMinor\":5}]},\"last\":225}"),
          Golden.of(
              new MigrationsQuestion("shop", 20_453, 20_460),
              "{\"question\":\"migrations/1\",\"tenant\":\"shop\",\"from\":20453,\"to\":20460}",
              Map.of(
                  20_453,
                  DayMigrations.NONE.with(
                      new Migration(
                          Optional.empty(), Optional.of(RfmSegment.CHAMPIONS), Cause.ORDER),
                      2)),
              "\"days\":{\"20453\":\"AQEQBA==\"}"),
          Golden.of(
              new PurchasesQuestion("shop"),
              "{\"question\":\"purchases/1\",\"tenant\":\"shop\"}",
              bought(),
              "\"purchases\":\"AgGegICgnIEFCgHN1CMK\""),
          Golden.of(
              new CustomersByIdQuestion("shop", List.of("anna", "ben")),
              "{\"question\":\"customers-by-id/1\",\"tenant\":\"shop\",\"ids\":[\"anna\",\"ben\"]}",
              Map.of("anna", ANNA),
              "\"customers\":[{\"id\":\"anna\",\"row\":\"" + ROW + "\"}]"),
          Golden.of(
              new CustomerListQuestion("shop", everything()),
              "{\"question\":\"customer-list/1\",\"tenant\":\"shop\",\"sort\":\"TOTAL_SPENT\","
                  + "\"descending\":true,\"segment\":\"CHAMPIONS\",\"tier\":\"gold\","
                  + "\"stage\":\"ACTIVE\",\"tag\":\"vip\",\"member\":7,\"prefix\":\"An\","
                  + "\"email\":\"a@example.com\",\"consents\":{\"EMAIL\":true,\"SMS\":false},"
                  + "\"after\":{\"id\":\"anna\",\"value\":1250},\"limit\":50}",
              new ListPage(
                  List.of(new Listed(new Position(OptionalLong.of(90), "anna"), ANNA)), true),
              "\"customers\":[{\"id\":\"anna\",\"value\":90,\"row\":\""
                  + ROW
                  + "\"}],"
                  + "\"more\":true"),
          Golden.of(
              new CustomerListQuestion("shop", CustomerQuery.members(4, 1)),
              "{\"question\":\"customer-list/1\",\"tenant\":\"shop\",\"sort\":\"CREATED_AT\","
                  + "\"descending\":false,\"member\":4,\"consents\":{},\"limit\":1}",
              new ListPage(List.of(), false),
              "\"customers\":[],\"more\":false"),
          Golden.of(
              new PreviewQuestion("shop", conditions(), OptionalInt.of(7), NOW),
              "{\"question\":\"preview/1\",\"tenant\":\"shop\",\"conditions\":"
                  + CONDITIONS
                  + ",\"compare\":7,\"now\":\"2026-03-01T12:00:00Z\"}",
              new Preview(9, 4, 2, List.of(Listed.byId("anna", ANNA))),
              "\"count\":9,\"entering\":4,\"leaving\":2,\"sample\":[{\"id\":\"anna\",\"row\":\""
                  + ROW
                  + "\"}]"));

  @ParameterizedTest
  @FieldSource("GOLDEN")
  void a_question_and_its_answer_have_the_text_that_other_releases_read(Golden<?> golden)
      throws IOException {
    golden.assertTexts();
  }

  @Test
  void every_question_has_a_golden_text() {
    Set<Class<?>> told =
        GOLDEN.stream()
            .map(one -> ((Golden<?>) one.get()[0]).question().getClass())
            .collect(Collectors.toSet());
    assertEquals(Set.of(PartitionQuestion.class.getPermittedSubclasses()), told);
    assertEquals(Form.values().length, told.size());
  }

  @Test
  void names_in_lists_are_those_that_other_releases_write() {
    assertEquals(
        "[CREATED_AT, TOTAL_SPENT, LAST_ORDER_DATE, LOYALTY_POINTS, PREDICTED_CLV_365,"
            + " PROBABILITY_ALIVE]",
        Arrays.toString(Sort.values()));
    assertEquals(
        "[CHAMPIONS, LOYAL_CUSTOMERS, POTENTIAL_LOYALISTS, NEW_CUSTOMERS, PROMISING,"
            + " NEED_ATTENTION, ABOUT_TO_SLEEP, AT_RISK, CANT_LOSE_THEM, HIBERNATING, LOST]",
        RfmSegment.ALL.toString());
    assertEquals(
        "[PROSPECT, NEW, ACTIVE, LOYAL, CHAMPION, AT_RISK, LOST]",
        Arrays.toString(LifecycleStage.values()));
    assertEquals("[EMAIL, SMS, PUSH]", Channel.ALL.toString());
    assertEquals(
        new TreeSet<>(Set.of("month", "quarter")),
        Arrays.stream(Granularity.values())
            .map(Granularity::wire)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"tenant\":\"a\"}",
        "{\"question\":\"aggregates\",\"tenant\":\"a\"}",
        "{\"question\":\"aggregates/2\",\"tenant\":\"a\"}",
        "{\"question\":\"aggregates/1\"}",
        "{\"question\":\"aggregates/1\",\"tenant\":7}",
        "{\"question\":\"aggregates/1\",\"tenant\":\"a/b\"}",
        "{\"question\":\"cohorts/1\",\"tenant\":\"a\",\"granularity\":\"week\",\"from\":1,\"to\":2}",
        "{\"question\":\"cohorts/1\",\"tenant\":\"a\",\"granularity\":\"month\",\"from\":2,\"to\":1}",
        "{\"question\":\"cohorts/1\",\"tenant\":\"a\",\"granularity\":\"month\",\"from\":1}",
        "{\"question\":\"migrations/1\",\"tenant\":\"a\",\"from\":-2147483648,\"to\":2147483647}",
        "{\"question\":\"migrations/1\",\"tenant\":\"a\",\"from\":1,\"to\":\"x\"}",
        "{\"question\":\"migrations/1\",\"tenant\":\"a\",\"from\":1,\"to\":1.5}",
        "{\"question\":\"customers-by-id/1\",\"tenant\":\"a\",\"ids\":[\"a/b\"]}",
        "{\"question\":\"customers-by-id/1\",\"tenant\":\"a\",\"ids\":[7]}",
        "{\"question\":\"customer-list/1\",\"tenant\":\"a\",\"sort\":\"CREATED_AT\","
            + "\"descending\":true,\"consents\":{},\"limit\":2147483647}",
        "{\"question\":\"customer-list/1\",\"tenant\":\"a\",\"sort\":\"AGE\","
            + "\"descending\":true,\"consents\":{},\"limit\":1}",
        "{\"question\":\"preview/1\",\"tenant\":\"a\",\"conditions\":"
            + CONDITIONS
            + ",\"now\":\"+1000000000-12-31T00:00:00Z\"}",
        "{\"question\":\"preview/1\",\"tenant\":\"a\",\"conditions\":{},"
            + "\"now\":\"2026-03-01T12:00:00Z\"}"
      })
  void what_no_instance_asks_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> QuestionJson.question(bytes(text)), text);
  }

  @Test
  void no_more_customers_than_1000_are_asked_for_at_once() {
    String ids = String.join(",", Collections.nCopies(1_001, "\"a\""));

    assertThrows(
        IllegalArgumentException.class,
        () ->
            QuestionJson.question(
                bytes(
                    "{\"question\":\"customers-by-id/1\",\"tenant\":\"a\",\"ids\":["
                        + ids
                        + "]}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"partitions\":[{\"partition\":1}]}",
        "{\"partitions\":[{\"partition\":1,\"as_of\":\"now\",\"purchases\":\"AQAA\"}]}",
        "{\"partitions\":[{\"partition\":1,\"as_of\":\"2026-03-01T12:00:00Z\",\"purchases\":\"!\"}]}",
        "{\"partitions\":[{\"partition\":1,\"as_of\":\"2026-03-01T12:00:00Z\",\"purchases\":\"\"}]}"
      })
  void an_answer_that_cannot_be_read_is_none(String text) {
    assertThrows(
        IOException.class,
        () -> QuestionJson.parts(new PurchasesQuestion("shop"), bytes(text)),
        text);
  }

  @Test
  void fields_that_a_later_release_adds_are_ignored() {
    assertEquals(
        new AggregatesQuestion("shop"),
        QuestionJson.question(
            bytes("{\"question\":\"aggregates/1\",\"tenant\":\"shop\",\"colour\":\"red\"}")));
  }
}
