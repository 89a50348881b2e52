package shop.crm.queries.live;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/** Where the input topics end, and how far the service has committed them. */
interface InputOffsets extends AutoCloseable {

  /** The end of each partition, as of some time after the call began. */
  Map<TopicPartition, Long> ends()
      throws InterruptedException, ExecutionException, TimeoutException;

  /** The next offset that is not processed yet; for each partition of {@link #ends()}. */
  Map<TopicPartition, Long> committed()
      throws InterruptedException, ExecutionException, TimeoutException;

  @Override
  void close();
}
