package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.topology.Rules;

/** The mapping of the 125 cells: the published one, and how one's own is refused. */
class RfmSegmentsTest {

  private static final String HEADER = "recency,frequency,monetary,segment";

  /** All cells Lost, in the order of the cells. */
  private static List<String> lost() {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int cell = 0; cell < 125; cell++) {
      Scores scores = Scores.ofCell(cell);
      lines.add("%d,%d,%d,Lost".formatted(scores.recency(), scores.frequency(), scores.monetary()));
    }
    return lines;
  }

  private static String refusal(List<String> lines) {
    return assertThrows(IllegalArgumentException.class, () -> RfmSegments.parse(lines))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "5, 5, 5, CHAMPIONS",
        "4, 5, 4, CHAMPIONS",
        "5, 3, 5, LOYAL_CUSTOMERS",
        "5, 5, 3, POTENTIAL_LOYALISTS",
        "5, 1, 1, NEW_CUSTOMERS",
        "5, 2, 5, PROMISING",
        "1, 5, 5, CANT_LOSE_THEM",
        "1, 1, 1, LOST"
      })
  void the_published_mapping(int recency, int frequency, int monetary, RfmSegment segment) {
    int cell = new Scores(recency, frequency, monetary).cell();
    assertEquals(segment, Rules.RFM.segments().get(cell));
  }

  @Test
  void cells_come_in_any_order_and_between_empty_lines() {
    List<String> lines = lost();
    lines.set(125, " 5,5,5,Champions ");
    lines.add(2, "");
    lines.add(lines.remove(1));

    List<RfmSegment> cells = RfmSegments.parse(lines);

    assertEquals(RfmSegment.CHAMPIONS, cells.get(124));
    assertEquals(124, cells.stream().filter(RfmSegment.LOST::equals).count());
  }

  @Test
  void what_is_wrong_is_told_by_its_line() {
    assertEquals("line 1 is not '" + HEADER + "'", refusal(List.of()));
    assertEquals("line 1 is not '" + HEADER + "'", refusal(lost().subList(1, 126)));
    for (String wrong :
        List.of("0,1,1,Lost", "1,1,6,Lost", "1,1,Lost", "1,1,1,Nobody", "x,1,1,Lost")) {
      List<String> lines = lost();
      lines.set(1, wrong);
      assertEquals(
          "line 2 is not three scores of 1 to 5 and one of the eleven segments", refusal(lines));
    }
    List<String> twice = lost();
    twice.add("5,5,5,Champions");
    assertEquals("line 127 names a cell again", refusal(twice));
  }

  @Test
  void cells_without_a_segment_are_named() {
    List<String> lines = lost();
    lines.remove(125);
    lines.remove(1);
    assertEquals("no segment for 111, 555", refusal(lines));
  }
}
