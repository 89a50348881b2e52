package shop.crm.queries.live;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import shop.crm.topology.LiveTasks;
import shop.crm.topology.LiveTasks.AuditReport;
import shop.crm.topology.LiveTasks.LiveTask;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.roster.RosterQuery;
import shop.crm.topology.roster.RosterQuery.Position;

/** Tasks that run and know of nobody. */
final class FakeTasks {

  final LiveTasks live = new LiveTasks();

  /** Starts the task of a partition. */
  void start(int partition) {
    live.started(partition, new Idle());
  }

  private static final class Idle implements LiveTask {

    @Override
    public TenantTallies tallies(String tenant) {
      return TenantTallies.EMPTY;
    }

    @Override
    public SegmentCounts segments(String tenant) {
      return SegmentCounts.EMPTY;
    }

    @Override
    public List<Position> list(String tenant, RosterQuery query) {
      return List.of();
    }

    @Override
    public long processedUntil() {
      return 0;
    }

    @Override
    public CompletableFuture<AuditReport> audit() {
      return CompletableFuture.failedFuture(new UnsupportedOperationException("nothing to audit"));
    }
  }
}
