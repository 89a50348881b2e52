package shop.crm.benchmarks.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.faults.kind.FaultKind;
import shop.crm.benchmarks.faults.watch.Window;

class FaultTableTest {

  private static Recovery seconds(int answered, int fresh, int changes, int profiles) {
    return new Recovery(
        Duration.ofSeconds(answered),
        Duration.ofSeconds(fresh),
        Duration.ofSeconds(changes),
        Duration.ofSeconds(profiles));
  }

  @Test
  void of_several_faults_of_a_kind_the_worst_times_and_the_sums_are_shown() {
    FaultTable table = new FaultTable();
    KindRow row = table.row(FaultKind.KILL);
    row.add(seconds(1, 9, 3, 4), Duration.ofSeconds(7), Recovery.NONE, List.of(new Window()));
    row.add(seconds(2, 8, 1, 1), Duration.ZERO, seconds(5, 6, 7, 8), List.of(new Window()));
    row.wrong(1, 2);
    List<String> cells = row.cells();
    assertEquals(KindRow.NAMES.size(), cells.size());
    assertEquals("2", cells.getFirst());
    assertEquals(
        List.of("2.0", "9.0", "3.0", "4.0", "7.0", "5.0", "6.0", "7.0", "8.0"),
        cells.subList(6, 15));
    assertEquals(List.of("0", "0", "1", "2"), cells.subList(16, 20));
  }

  @Test
  void lines_are_as_long_as_each_other_and_only_of_what_was_tried() {
    FaultTable table = new FaultTable();
    table.row(FaultKind.BROKER_KILL).add(Recovery.NONE, Duration.ZERO, Recovery.NONE, List.of());
    List<String> lines = table.lines();
    assertEquals(3, lines.size());
    assertTrue(lines.getLast().startsWith("| broker-kill |"));
    assertEquals(1, lines.stream().mapToInt(String::length).distinct().count());
  }

  @Test
  void every_kind_is_known_by_how_it_is_written() {
    Arrays.stream(FaultKind.values())
        .forEach(kind -> assertEquals(Optional.of(kind), FaultKind.of(kind.toString())));
    assertEquals(Optional.empty(), FaultKind.of("BROKER_KILL"));
  }
}
