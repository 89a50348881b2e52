package shop.crm.queries.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.queries.Shop;
import shop.crm.queries.TestServer;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.RfmRules;

class ExplanationJsonTest {

  /** Champions bought within 60 days, the others are lost; whole days count. */
  private static final RfmRules RULES = RfmRules.of(180, segments());

  private static List<RfmSegment> segments() {
    return IntStream.range(0, 125)
        .mapToObj(Scores::ofCell)
        .map(scores -> scores.recency() >= 4 ? RfmSegment.CHAMPIONS : RfmSegment.LOST)
        .toList();
  }

  private static String nextChange(RfmSegment segment, CustomerState state) {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    byte[] json =
        JsonBytes.object(
            out -> {
              out.writeFieldName("why");
              new ExplanationJson(RULES).write(out, segment, state, now);
            });
    return TestServer.json(new String(json, StandardCharsets.UTF_8))
        .at("/why/next_change")
        .toString();
  }

  @Test
  void time_alone_changes_an_rfm_segment_at_the_first_edge_of_recency_that_leads_elsewhere() {
    // On March 13 the score falls to 4, which changes nothing; on April 12 it falls to 3.
    assertEquals("\"2026-04-12T10:00:00Z\"", nextChange(RfmSegment.CHAMPIONS, Shop.anna()));
    assertEquals("\"2026-04-12T10:00:00Z\"", nextChange(RfmSegment.LOST, Shop.anna()));
  }

  @Test
  void time_alone_brings_nobody_into_a_segment_without_a_way_there() {
    assertEquals("null", nextChange(RfmSegment.PROMISING, Shop.anna()));
    assertEquals("null", nextChange(RfmSegment.CHAMPIONS, Shop.stub()));
  }
}
