package shop.crm.queries.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.ChangeEvent;

class ChangeReaderTest {

  private static String read(ChangeEvent event) {
    Change change = ChangeReader.read(2, 5, EventWriter.write(event)).orElseThrow();
    return String.join(
        " ",
        List.of(
            change.slot() + "@" + change.offset(),
            change.type().wire(),
            change.tenant() + "/" + change.customer(),
            change.segments().toString()));
  }

  @Test
  void each_kind_of_change_tells_whose_it_is_and_of_which_segments() {
    assertEquals(
        List.of(
            "2@5 customer.segment_changed shop/ann [rfm-cant-lose-them, rfm-champions]",
            "2@5 customer.tier_changed shop/ann []",
            "2@5 customer.segment_entered shop/ann [vip]",
            "2@5 customer.segment_left shop/ann [vip]"),
        List.of(
            read(Moves.toSegment("shop/ann", 1, RfmSegment.CANT_LOSE_THEM, RfmSegment.CHAMPIONS)),
            read(Moves.toSilver("shop/ann", 2)),
            read(Moves.into("shop/ann", 3, "vip")),
            read(Moves.outOf("shop/ann", 4, "vip"))));
  }

  @Test
  void what_somebody_else_has_broken_into_lines_is_one_line() {
    String json =
        "{\r\n"
            + "\"type\": \"customer.tier_changed\",\n"
            + "\"tenantid\": \"shop\", \"subject\": \"ann\"}\n";

    Change change = ChangeReader.read(0, 0, FakeChangeLog.bytes(json)).orElseThrow();

    assertEquals(
        "{  \"type\": \"customer.tier_changed\", \"tenantid\": \"shop\", \"subject\": \"ann\"} ",
        new String(change.json(), StandardCharsets.UTF_8));
  }

  @Test
  void what_somebody_else_has_broken_off_tells_what_it_can() {
    String json =
        """
        {"type":"customer.segment_left","tenantid":"shop","subject":"ann","data":{"segment_id":"vip","segm""";

    Change change = ChangeReader.read(0, 0, FakeChangeLog.bytes(json)).orElseThrow();

    assertEquals(List.of("vip"), change.segments());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"type\":",
        "{\"type\":\"customer.tier_changed\",\"tenantid\":\"shop\"}",
        "{\"type\":\"customer.deleted\",\"tenantid\":\"shop\",\"subject\":\"ann\"}",
        "{\"type\":5,\"tenantid\":{},\"subject\":[\"ann\"],\"data\":[]}"
      })
  void what_is_no_change_is_passed_over(String value) {
    assertEquals(Optional.empty(), ChangeReader.read(0, 0, FakeChangeLog.bytes(value)));
  }
}
