package shop.crm.queries.live.earlier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.question.Aggregates;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.queries.live.question.CohortsQuestion;
import shop.crm.queries.live.question.CustomerListQuestion;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.queries.live.question.MigrationsQuestion;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.queries.live.question.PreviewQuestion;
import shop.crm.queries.live.question.PurchasesQuestion;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.index.CustomerQuery;

/** What the earlier release sent, word for word. */
class EarlierRouteTest {

  private static final String TALLIES =
      "[{\"partition\":2,\"tallies\":{\"customers\":7,\"orders\":14,\"revenueMinor\":2100,"
          + "\"segmentCustomers\":[0,0,0,0,0,0,0,0,0,0,7],"
          + "\"segmentRevenueMinor\":[0,0,0,0,0,0,0,0,0,0,2100],\"recency\":[0,0,0,0,7],"
          + "\"frequency\":[7,0,0,0,0],\"monetary\":[0,0,7,0,0],\"tiers\":{\"bronze\":7},"
          + "\"optIns\":[7,0,1],\"rules\":{\"version\":12,\"brought\":6,\"customers\":7}},"
          + "\"segments\":{\"members\":{\"3\":2},\"revision\":4,\"visited\":5,\"customers\":7}}]";
  private static final Part<Aggregates> AGGREGATES =
      new Part<>(
          2,
          Instant.EPOCH,
          new Aggregates(
              new TenantAggregates(
                  7,
                  14,
                  2_100,
                  new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7},
                  new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2_100},
                  new long[] {0, 0, 0, 0, 7},
                  new long[] {7, 0, 0, 0, 0},
                  new long[] {0, 0, 7, 0, 0},
                  Map.of("bronze", 7L),
                  new long[] {7, 0, 1},
                  new RulesProgress(12, 6, 7)),
              new SegmentCounts(Map.of(3, 2L), 4, 5, 7)));
  private static final AggregatesQuestion ASKED = new AggregatesQuestion("shop");

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static EarlierRoute route(PartitionQuestion<?, ?> question) {
    return EarlierRoute.of(question).orElseThrow();
  }

  @Test
  void figures_are_told_word_for_word_as_the_earlier_release_told_them() throws IOException {
    assertEquals(TALLIES, text(EarlierRoute.list(ASKED, List.of(AGGREGATES))));
    assertEquals(List.of(AGGREGATES), route(ASKED).parts(ASKED, bytes(TALLIES)));
  }

  @Test
  void cohorts_and_moves_are_lists_of_partitions_without_freshness() throws IOException {
    CohortsQuestion cohorts = new CohortsQuestion("shop", Granularity.MONTH, 670, 671);
    String text =
        "[{\"partition\":0,\"cohorts\":{\"cohorts\":{\"670\":[{\"customers\":3,\"revenueMinor\":30000}]},"
            + "\"last\":673}}]";
    Part<CohortAggregates> part =
        new Part<>(
            0, Instant.EPOCH, new CohortAggregates(Map.of(670, List.of(new Cell(3, 30_000))), 673));

    assertEquals(text, text(EarlierRoute.list(cohorts, List.of(part))));
    assertEquals(List.of(part), route(cohorts).parts(cohorts, bytes(text)));
    assertEquals(
        "[{\"partition\":1,\"days\":{}}]",
        text(
            EarlierRoute.list(
                new MigrationsQuestion("shop", 1, 2),
                List.of(new Part<>(1, Instant.EPOCH, Map.of())))));
  }

  @Test
  void answers_in_an_object_are_read_with_freshness_or_without() throws IOException {
    CustomersByIdQuestion customers = CustomersByIdQuestion.of("shop", List.of("anna"));
    Instant asOf = Instant.parse("2026-03-01T12:00:00Z");

    assertEquals(
        List.of(new Part<>(3, asOf, Map.of())),
        route(customers)
            .parts(
                customers,
                bytes(
                    "{\"partitions\":[{\"partition\":3,\"as_of\":\"2026-03-01T12:00:00Z\","
                        + "\"customers\":[],\"more\":false}]}")));
    PurchasesQuestion purchases = new PurchasesQuestion("shop");
    assertEquals(
        Instant.EPOCH,
        route(purchases)
            .parts(purchases, bytes("{\"partitions\":[{\"partition\":3,\"purchases\":\"AgAA\"}]}"))
            .getFirst()
            .asOf());
    for (String none : List.of("", "{}", "[]", "{\"partitions\":[{\"partition\":1}]}")) {
      assertThrows(IOException.class, () -> route(customers).parts(customers, bytes(none)), none);
    }
  }

  @Test
  void questions_are_asked_as_the_earlier_release_is_asked() throws JsonProcessingException {
    List<PartitionQuestion<?, ?>> questions =
        List.of(
            ASKED,
            new CohortsQuestion("shop", Granularity.QUARTER, -3, 671),
            new MigrationsQuestion("shop", 20_453, 20_460),
            new PurchasesQuestion("shop"),
            CustomersByIdQuestion.of("shop", List.of("anna")),
            new CustomerListQuestion("shop", CustomerQuery.members(4, 50)),
            new PreviewQuestion("shop", conditions(), OptionalInt.empty(), Instant.EPOCH));

    assertEquals(
        List.of(
            "/internal/tallies?tenant=shop",
            "/internal/cohorts?tenant=shop&granularity=quarter&from=-3&to=671",
            "/internal/migrations?tenant=shop&from=20453&to=20460",
            "/internal/purchases?tenant=shop",
            "/internal/customers",
            "/internal/customers",
            "/internal/preview"),
        questions.stream().map(one -> route(one).pathAndQuery(one)).toList());
    for (PartitionQuestion<?, ?> question : questions) {
      EarlierRoute route = route(question);
      assertEquals(
          question,
          route.hasBody()
              ? route.question(route.body(question))
              : route.questionIn(name -> parameter(route.pathAndQuery(question), name)));
    }
  }

  private static Conditions conditions() throws JsonProcessingException {
    return ConditionsJson.stored(
        new ObjectMapper()
            .readTree("{\"field\":\"loyalty_tier\",\"operator\":\"eq\",\"value\":\"silver\"}"));
  }

  private static Optional<String> parameter(String pathAndQuery, String name) {
    return List.of(pathAndQuery.substring(pathAndQuery.indexOf('?') + 1).split("&")).stream()
        .filter(one -> one.startsWith(name + "="))
        .map(one -> one.substring(name.length() + 1))
        .findFirst();
  }
}
