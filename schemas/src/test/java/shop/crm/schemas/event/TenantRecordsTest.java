package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.topic.RecalculationRequest;
import shop.crm.schemas.topic.ThresholdsJson;

class TenantRecordsTest {

  private static final Thresholds THRESHOLDS =
      new Thresholds(
          7,
          Stream.of(0L, 5L, 79_900L, 99_999_999_999_999_999L)
              .map(minor -> Optional.of(new Money(minor)))
              .toList(),
          4321,
          Instant.parse("2026-02-03T00:00:00Z"));

  @Test
  void thresholds_keep_their_schema_and_are_read_back_even_above_what_one_event_may_carry() {
    String json = new String(ThresholdsJson.write(THRESHOLDS), UTF_8);
    assertEquals(
        Bodies.object(
            """
            {"version":7,"monetary":["0.00","0.05","799.00","999999999999999.99"],
             "customers":4321,"calculated_at":"2026-02-03T00:00:00Z"}\
            """),
        Bodies.object(json));
    assertEquals(List.of(), Schemas.errors("rfm-thresholds.json", json));
    assertEquals(THRESHOLDS, ThresholdsJson.read(json.getBytes(UTF_8)));
    assertEquals(
        THRESHOLDS, ThresholdsJson.read(json.replace("{", "{\"later\":[1],").getBytes(UTF_8)));
  }

  @Test
  void a_request_keeps_its_schema_and_is_read_back() {
    RecalculationRequest request = new RecalculationRequest("r-1");
    String json = new String(request.toJson(), UTF_8);
    assertEquals("{\"id\":\"r-1\"}", json);
    assertEquals(List.of(), Schemas.errors("rfm-recalculations.json", json));
    assertEquals(request, RecalculationRequest.fromJson(json.getBytes(UTF_8)));
    assertEquals(
        request, RecalculationRequest.fromJson("{\"id\":\"r-1\",\"later\":1}".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "7", "[]", "{}", "{\"id\":null}", "{\"monetary\":[\"x\"]}"})
  void anything_else_is_refused(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    assertThrows(IllegalArgumentException.class, () -> RecalculationRequest.fromJson(bytes));
    assertThrows(IllegalArgumentException.class, () -> ThresholdsJson.read(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"version\":7", "\"customers\":4321"})
  void thresholds_of_a_version_or_a_number_below_zero_are_refused(String field) {
    String json = new String(ThresholdsJson.write(THRESHOLDS), UTF_8);
    byte[] below = json.replace(field, field.replace(":", ":-")).getBytes(UTF_8);
    assertThrows(IllegalArgumentException.class, () -> ThresholdsJson.read(below));
  }

  @Test
  void a_spend_scores_one_and_one_more_for_each_threshold_that_it_reaches() {
    assertEquals(2, THRESHOLDS.score(new Money(0)));
    assertEquals(2, THRESHOLDS.score(new Money(4)));
    assertEquals(3, THRESHOLDS.score(new Money(5)));
    assertEquals(4, THRESHOLDS.score(new Money(79900)));
    assertEquals(5, THRESHOLDS.score(new Money(Long.MAX_VALUE)));
    assertEquals(1, Thresholds.NONE.score(Money.ZERO));
  }

  @Test
  void nobody_reaches_a_threshold_that_is_not_there() {
    Thresholds one =
        new Thresholds(
            1,
            List.of(
                Optional.of(new Money(5)), Optional.empty(), Optional.empty(), Optional.empty()),
            9,
            Instant.parse("2026-02-03T00:00:00Z"));
    String json = new String(ThresholdsJson.write(one), UTF_8);

    assertEquals("[\"0.05\",null,null,null]", Bodies.object(json).get("monetary").toString());
    assertEquals(List.of(), Schemas.errors("rfm-thresholds.json", json));
    assertEquals(one, ThresholdsJson.read(json.getBytes(UTF_8)));
    assertEquals(2, one.score(new Money(Long.MAX_VALUE)));
  }
}
