package shop.crm.queries.live.question;

import java.time.Instant;
import shop.crm.topology.live.LiveTasks.LiveTask;

/** A partition whose task runs in this process. */
public interface OwnedPartition extends Partition {

  /** Its task. */
  LiveTask task();

  /** What time it is here. */
  Instant now();

  /** Whether nobody waits for the answer any more. */
  boolean isCancelled();
}
