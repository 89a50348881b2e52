package shop.crm.standalone.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.crm.topology.live.LiveTasks.AuditReport;

class AuditTableTest {

  @Test
  void every_partition_has_a_row_and_every_difference_a_line() {
    assertEquals(
        """
        partition     customers        orders   differences
                0         1,200         4,800             0
                1           900         3,100             1
              all         2,100         7,900             1
        partition 1: default/c-1: total_orders is 3, its facts give 2
        State differs from what its facts give.""",
        String.join(
            "\n",
            AuditTable.of(
                List.of(
                    new AuditReport(0, 1200, 4800, List.of()),
                    new AuditReport(
                        1,
                        900,
                        3100,
                        List.of("default/c-1: total_orders is 3, its facts give 2"))))));
  }
}
