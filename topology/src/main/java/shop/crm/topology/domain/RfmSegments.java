package shop.crm.topology.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;

/** Reads the mapping of the 125 cells from its CSV form. */
public final class RfmSegments {

  private static final String HEADER = "recency,frequency,monetary,segment";

  private RfmSegments() {}

  /**
   * The segment of each cell, by {@link Scores#cell()}.
   *
   * @param lines the header, then a line {@code recency,frequency,monetary,segment} for each cell
   * @throws IllegalArgumentException naming the first line that is wrong, or the missing cells
   */
  public static List<RfmSegment> parse(List<String> lines) {
    if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
      throw new IllegalArgumentException("line 1 is not '" + HEADER + "'");
    }
    RfmSegment[] cells = new RfmSegment[125];
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        put(cells, lines.get(i), i + 1);
      }
    }
    List<String> missing = new ArrayList<>();
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] == null) {
        Scores scores = Scores.ofCell(cell);
        missing.add("" + scores.recency() + scores.frequency() + scores.monetary());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("no segment for " + String.join(", ", missing));
    }
    return Arrays.asList(cells);
  }

  private static void put(RfmSegment[] cells, String line, int number) {
    String[] parts = line.strip().split(",", 4);
    int cell;
    RfmSegment segment;
    try {
      cell =
          new Scores(
                  Integer.parseInt(parts[0]),
                  Integer.parseInt(parts[1]),
                  Integer.parseInt(parts[2]))
              .cell();
      segment = RfmSegment.named(parts[3]).orElseThrow();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "line " + number + " is not three scores of 1 to 5 and one of the eleven segments", e);
    }
    if (cells[cell] != null) {
      throw new IllegalArgumentException("line " + number + " names a cell again");
    }
    cells[cell] = segment;
  }
}
