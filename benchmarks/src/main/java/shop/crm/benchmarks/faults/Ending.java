package shop.crm.benchmarks.faults;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.traffic.Ledger;
import shop.crm.benchmarks.faults.watch.ChangeChains;
import shop.crm.benchmarks.faults.watch.ChangeWatch;
import shop.crm.benchmarks.faults.watch.FeedWatch;
import shop.crm.benchmarks.report.Verdict;
import shop.crm.standalone.audit.Audit;
import shop.crm.standalone.audit.IncompleteAudit;
import shop.crm.topology.live.LiveTasks.AuditReport;

/** What is looked at once everything that was sent has arrived. */
record Ending(
    Cluster cluster, Ledger ledger, ChangeChains chains, ChangeWatch changes, FeedWatch feed) {

  private static final int TRIES = 60;

  List<Verdict> verdicts(Faults faults, Consumer<String> watch) throws InterruptedException {
    Set<String> missed = feed.missed(chains);
    for (int i = 0; i < TRIES && !missed.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(500);
      missed = feed.missed(chains);
    }
    missed.forEach(id -> faults.add("the feed has not told a change", id));
    chains.checkVersions();
    watch.accept(
        "%d events sent, %d changes on topics, %d of them told by the feed, which came %d times"
            .formatted(ledger.events(), changes.changes(), feed.count(), feed.visits()));
    return List.of(
        Verdict.most("gaps and doubles in changes", chains.broken(), 0, "changes"),
        Verdict.most("changes that the feed has not told", missed.size(), 0, "changes"),
        Verdict.most("dead letters", changes.deadLetters(), 0, "records"),
        Verdict.most("differences by ./crm audit", audited(faults), 0, "customers and sums"));
  }

  private int audited(Faults faults) throws InterruptedException {
    for (int i = 1; ; i++) {
      try {
        List<AuditReport> reports =
            new Audit(
                    cluster.living().getFirst().internal(),
                    Optional.of(cluster.secret()),
                    Optional.empty(),
                    SSLContext.getDefault())
                .run();
        List<String> all = reports.stream().flatMap(it -> it.differences().stream()).toList();
        all.forEach(difference -> faults.add("the audit differs", difference));
        return all.size();
      } catch (IncompleteAudit e) {
        // Partitions may be moving.
        if (i == TRIES) {
          throw e;
        }
        TimeUnit.SECONDS.sleep(1);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("a Java without TLS", e);
      }
    }
  }
}
