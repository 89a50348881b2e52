package shop.crm.connectors;

import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Tells a record that Kafka never takes from a Kafka that takes nothing now. */
public final class KafkaRefusals {

  private static final List<Class<? extends Exception>> OF_THE_RECORD =
      List.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidRecordException.class);

  private static final int MAX_CAUSES = 8;

  private KafkaRefusals() {}

  /** Whether a send failed for what the record is, so that the same one never succeeds. */
  public static boolean isOfTheRecord(Throwable failure) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < MAX_CAUSES; depth++, each = each.getCause()) {
      if (OF_THE_RECORD.contains(each.getClass())) {
        return true;
      }
    }
    return false;
  }
}
