package shop.crm.queries.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.task.TaskFailures.Failure;

/**
 * Where everything runs.
 *
 * @param state of the stream in this process
 * @param instances all that take part
 * @param tasks how far each partition is
 * @param restoring records still to be restored here, by store; empty where that could not be found
 *     out
 * @param erasing of how many erased customers rows are still being deleted here
 * @param bringing how far customers here are who are being brought to other rules or thresholds
 * @param failures what failed here last, the newest first
 */
public record ClusterStatus(
    String state,
    List<Instance> instances,
    List<PartitionProgress> tasks,
    Optional<Map<String, Long>> restoring,
    int erasing,
    RulesProgress bringing,
    List<Failure> failures) {

  /**
   * One process.
   *
   * @param self whether it is this one
   * @param partitions which partitions it owns
   * @param standbys of which it keeps a copy
   */
  public record Instance(
      String host, int port, boolean self, List<Integer> partitions, List<Integer> standbys) {}
}
