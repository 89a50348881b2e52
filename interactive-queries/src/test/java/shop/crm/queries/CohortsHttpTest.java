package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.CohortAggregates.Cell;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.TenantCalendar;

/** The clock shows the first of March 2026. */
class CohortsHttpTest {

  private static final String COHORTS = "/api/v1/analytics/cohorts";
  private static final int NOVEMBER = TenantCalendar.number(YearMonth.of(2025, 11));

  /** 119 months before March 2026. */
  private static final int LONG_AGO = TenantCalendar.number(YearMonth.of(2016, 4));

  private final TestServer server = new TestServer();

  @BeforeEach
  void three_customers_came_in_november_and_one_in_january() {
    server.state.cohorts.put(
        Granularity.MONTH,
        new CohortAggregates(
            Map.of(
                NOVEMBER,
                List.of(new Cell(3, 30_000), Cell.NOTHING, new Cell(1, 1_005)),
                NOVEMBER + 2,
                List.of(new Cell(1, 0)),
                LONG_AGO - 1,
                List.of(new Cell(9, 900))),
            NOVEMBER + 3));
    server.state.cohorts.put(
        Granularity.QUARTER,
        new CohortAggregates(
            Map.of(
                Granularity.QUARTER.period(NOVEMBER),
                List.of(new Cell(3, 30_000), new Cell(1, 1_005))),
            Granularity.QUARTER.period(NOVEMBER) + 1));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_cohort_has_every_period_up_to_the_last_in_which_anybody_ordered() {
    Reply reply = server.get(COHORTS);

    assertEquals(
        """
        {"granularity":"month","cohorts":[\
        {"cohort":"2025-11","size":3,"periods":[\
        {"period":0,"customers":3,"retention":1.0,"revenue":"300.00","cumulative_revenue":"300.00"},\
        {"period":1,"customers":0,"retention":0.0,"revenue":"0.00","cumulative_revenue":"300.00"},\
        {"period":2,"customers":1,"retention":0.3333333333333333,"revenue":"10.05",\
        "cumulative_revenue":"310.05"},\
        {"period":3,"customers":0,"retention":0.0,"revenue":"0.00","cumulative_revenue":"310.05"}]},\
        {"cohort":"2026-01","size":1,"periods":[\
        {"period":0,"customers":1,"retention":1.0,"revenue":"0.00","cumulative_revenue":"0.00"},\
        {"period":1,"customers":0,"retention":0.0,"revenue":"0.00","cumulative_revenue":"0.00"}]}],\
        "as_of":"2026-03-01T12:00:00Z"}""",
        reply.body());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @Test
  void quarters_are_those_that_the_months_are_in() {
    JsonNode quarters = server.get(COHORTS + "?granularity=quarter&from=2025-12&to=2025-12").json();

    assertEquals(
        TestServer.json(
            """
            {"granularity": "quarter", "cohorts": [
               {"cohort": "2025-Q4", "size": 3, "periods": [
                  {"period": 0, "customers": 3, "retention": 1.0, "revenue": "300.00",
                   "cumulative_revenue": "300.00"},
                  {"period": 1, "customers": 1, "retention": 0.3333333333333333,
                   "revenue": "10.05", "cumulative_revenue": "310.05"}]}],
             "as_of": "2026-03-01T12:00:00Z"}"""),
        quarters);
  }

  @Test
  void cohorts_are_chosen_by_their_first_and_last_month() {
    assertEquals(List.of("2026-01"), cohorts("?from=2025-12"));
    assertEquals(List.of("2016-03", "2025-11"), cohorts("?to=2025-11"));
    assertEquals(List.of("2025-11", "2026-01"), cohorts("?from=2025-11&to=2026-01"));
    assertEquals(List.of(), cohorts("?from=2025-12&to=2025-12"));
    assertEquals(List.of("2016-03"), cohorts("?to=2016-03"));
  }

  private List<String> cohorts(String query) {
    return server.get(COHORTS + query).json().get("cohorts").findValuesAsText("cohort");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=2026",
        "from=2026-13",
        "from=2026-1",
        "from=",
        "to=2026-01-01",
        "to=yesterday",
        "from=2026-02&to=2026-01",
        "from=2026-05",
        "from=2016-01&to=2026-01",
        "granularity=week",
        "granularity="
      })
  void a_stretch_that_cannot_be_is_a_problem(String query) {
    Reply reply = server.get(COHORTS + "?" + query);

    assertEquals(400, reply.status(), reply.body());
    assertEquals("urn:crm:problem:malformed-request", reply.json().get("type").asText());
  }

  @Test
  void another_instance_is_told_the_cohorts_of_the_partitions_here() {
    assertEquals(
        TestServer.json(
            """
            [{"partition": 0, "cohorts": {"cohorts": {"670": [
               {"customers": 3, "revenueMinor": 30000}, {"customers": 0, "revenueMinor": 0},
               {"customers": 1, "revenueMinor": 1005}]}, "last": 673}}]"""),
        server.get("/internal/cohorts?tenant=default&granularity=month&from=670&to=671").json());
  }
}
