package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;

/** The clock shows the first of March 2026. */
class MigrationsHttpTest {

  private static final String MIGRATIONS = "/api/v1/analytics/rfm/migrations";
  private static final Optional<RfmSegment> NONE = Optional.empty();
  private static final Optional<RfmSegment> LOST = Optional.of(RfmSegment.LOST);
  private static final Optional<RfmSegment> CHAMPIONS = Optional.of(RfmSegment.CHAMPIONS);

  private final TestServer server = new TestServer();

  @BeforeEach
  void some_moved() {
    put(
        LocalDate.of(2026, 2, 27),
        DayMigrations.NONE
            .with(new Migration(CHAMPIONS, NONE, Cause.ORDER), 1)
            .with(new Migration(CHAMPIONS, LOST, Cause.TIME), 2)
            .with(new Migration(NONE, CHAMPIONS, Cause.ORDER), 5));
    put(
        LocalDate.of(2026, 3, 1),
        DayMigrations.NONE
            .with(new Migration(CHAMPIONS, LOST, Cause.THRESHOLDS), 3)
            .with(new Migration(CHAMPIONS, LOST, Cause.TIME), 4));
    put(
        LocalDate.of(2025, 12, 31),
        DayMigrations.NONE.with(new Migration(LOST, CHAMPIONS, Cause.ORDER), 7));
  }

  private void put(LocalDate day, DayMigrations moves) {
    server.state.migrations.put(Math.toIntExact(day.toEpochDay()), moves);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void moves_are_told_by_day_and_cause_and_in_sum_by_where_they_lead() {
    Reply reply = server.get(MIGRATIONS + "?from=2026-02-27");

    assertEquals(
        """
        {"from":"2026-02-27","to":"2026-03-01","days":[\
        {"date":"2026-02-27","migrations":[\
        {"from":null,"to":"Champions","count":5,"cause":"order"},\
        {"from":"Champions","to":null,"count":1,"cause":"order"},\
        {"from":"Champions","to":"Lost","count":2,"cause":"time"}]},\
        {"date":"2026-02-28","migrations":[]},\
        {"date":"2026-03-01","migrations":[\
        {"from":"Champions","to":"Lost","count":4,"cause":"time"},\
        {"from":"Champions","to":"Lost","count":3,"cause":"thresholds"}]}],\
        "matrix":[{"from":null,"to":"Champions","count":5},\
        {"from":"Champions","to":null,"count":1},\
        {"from":"Champions","to":"Lost","count":9}],\
        "as_of":"2026-03-01T12:00:00Z"}""",
        reply.body());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @Test
  void without_a_stretch_it_is_the_last_thirty_days() {
    JsonNode moves = server.get(MIGRATIONS).json();

    assertEquals("2026-01-31 to 2026-03-01", stretch(moves));
    assertEquals(30, moves.get("days").size());
    assertEquals(
        "2025-12-02 to 2025-12-31", stretch(server.get(MIGRATIONS + "?to=2025-12-31").json()));
  }

  @Test
  void a_year_is_as_long_as_it_gets() {
    JsonNode moves = server.get(MIGRATIONS + "?from=2025-03-01").json();

    assertEquals(366, moves.get("days").size());
    assertEquals(
        TestServer.json(
            """
            {"from": "Lost", "to": "Champions", "count": 7}"""),
        moves.at("/matrix/3"));
  }

  private static String stretch(JsonNode moves) {
    return moves.get("from").asText() + " to " + moves.get("to").asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=2026-02",
        "from=2026-02-30",
        "from=",
        "to=tomorrow",
        "to=2026-2-1",
        "from=2026-02-02&to=2026-02-01",
        "from=2026-03-02",
        "from=2025-02-28",
        "from=2024-01-01&to=2025-01-01"
      })
  void a_stretch_that_cannot_be_is_a_problem(String query) {
    Reply reply = server.get(MIGRATIONS + "?" + query);

    assertEquals(400, reply.status(), reply.body());
    assertEquals("urn:crm:problem:malformed-request", reply.json().get("type").asText());
  }

  @Test
  void another_instance_is_told_the_moves_of_the_partitions_here() {
    int day = Math.toIntExact(LocalDate.of(2025, 12, 31).toEpochDay());

    assertEquals(
        TestServer.json("[{\"partition\": 0, \"days\": {\"20453\": \"AQGQLA4=\"}}]"),
        server.get("/internal/migrations?tenant=default&from=" + day + "&to=" + day).json());
  }
}
