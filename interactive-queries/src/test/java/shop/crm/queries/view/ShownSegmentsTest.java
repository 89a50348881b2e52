package shop.crm.queries.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.queries.TestServer;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.segment.SegmentDefinition;

class ShownSegmentsTest {

  private static final Span TIMES = new Span(Instant.EPOCH, Instant.EPOCH);

  private final List<StoredSegment> stored = new ArrayList<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private boolean away;
  private final ShownSegments shown = new ShownSegments(segments(), nanos::get);
  private final Predicate<String> masked = shown.from(Visibility.MASKED, "shop");

  private Segments segments() {
    return (Segments)
        Proxy.newProxyInstance(
            Segments.class.getClassLoader(),
            new Class<?>[] {Segments.class},
            (_, method, _) -> {
              assertEquals("all", method.getName());
              reads.incrementAndGet();
              if (away) {
                throw new DatabaseAway(new SQLException("away"));
              }
              return List.copyOf(stored);
            });
  }

  private void define(String id, String field) {
    stored.removeIf(segment -> segment.definition().id().equals(id));
    String conditions = "[{\"field\": \"" + field + "\", \"operator\": \"exists\"}]";
    SegmentDefinition definition =
        new SegmentDefinition(
            new SegmentDefinition.Key("shop", id, stored.size() + 1),
            1,
            1,
            id,
            Optional.empty(),
            Optional.of(ConditionsJson.stored(TestServer.json(conditions))),
            TIMES);
    stored.add(new StoredSegment(definition, 0));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void definitions_are_read_once_in_a_while_and_a_change_holds_then() {
    define("tagged", "tags");
    define("called", "phone");

    for (int i = 0; i < 10; i++) {
      assertTrue(masked.test("tagged"));
      assertFalse(masked.test("called"));
    }
    assertEquals(1, reads.get());
    define("tagged", "email");
    pass(Duration.ofSeconds(6));
    assertFalse(masked.test("tagged"));
    assertEquals(2, reads.get());
  }

  @Test
  void one_that_is_new_is_looked_for_at_once_and_one_that_is_gone_but_once() {
    define("tagged", "tags");
    assertTrue(masked.test("tagged"));
    define("called", "phone");

    assertFalse(masked.test("called"));
    assertTrue(masked.test("gone"));
    int before = reads.get();
    assertTrue(masked.test("gone") && masked.test("tagged") && !masked.test("called"));
    assertEquals(before, reads.get());
  }

  @Test
  void while_they_cannot_be_read_none_is_shown_but_the_built_in_ones() {
    define("tagged", "tags");
    away = true;

    assertFalse(masked.test("tagged") || masked.test("tagged"));
    assertTrue(masked.test("rfm-champions"));
    assertEquals(1, reads.get());
    away = false;
    pass(Duration.ofSeconds(6));
    assertTrue(masked.test("tagged"));
  }

  @Test
  void who_sees_personal_data_is_told_of_all() {
    define("called", "phone");

    assertTrue(shown.from(Visibility.FULL, "shop").test("called"));
    assertTrue(shown.now(Visibility.FULL, "shop").test("called"));
    assertFalse(shown.now(Visibility.MASKED, "shop").test("called"));
    assertEquals(1, reads.get());
  }
}
