package shop.crm.topology.processor;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.state.CustomerState;
import shop.crm.topology.domain.Tallies;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.roster.Roster;
import shop.crm.topology.roster.RosterQuery;
import shop.crm.topology.roster.RosterQuery.Position;

/**
 * What a task keeps in memory of one tenant: its tallies, the thresholds in force, and how far its
 * customers have followed them. Written by the stream's thread; only {@link #tallies()} and {@link
 * #list} are called by others.
 */
final class Tenant {

  private final String name;
  private final Tallies tallies = new Tallies();
  private final Roster roster = new Roster();
  private Thresholds thresholds = Thresholds.NONE;
  private byte[] thresholdsRecord = new byte[0];
  private long changedSpend;
  private boolean unpublished = true;
  private long publishNotBefore;
  private String request = "";
  private Optional<Sweep> sweep = Optional.empty();

  Tenant(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Counts a customer's move from one state to another. */
  synchronized void move(
      String customer, Optional<CustomerState> before, Optional<CustomerState> after) {
    roster.move(customer, after);
    tallies.move(before, after);
    boolean countedBefore = before.map(this::changedUnderThese).orElse(false);
    boolean countsNow =
        after.isPresent()
            ? changedUnderThese(after.get())
            : before.flatMap(CustomerState::standing).isPresent();
    if (countsNow && !countedBefore) {
      changedSpend++;
      unpublished = true;
    }
  }

  private boolean changedUnderThese(CustomerState state) {
    return state.spendVersion() == thresholds.version();
  }

  List<Position> list(RosterQuery query) {
    return roster.page(query);
  }

  synchronized TenantTallies tallies() {
    return tallies.snapshot();
  }

  Thresholds thresholds() {
    return thresholds;
  }

  /** Whether {@code stored} is another record than the one in force. */
  boolean isNews(byte[] stored) {
    return stored != thresholdsRecord && stored.length > 0;
  }

  /** Puts thresholds in force; changes of spend are counted from here on. */
  synchronized void adopt(byte[] stored, Thresholds adopted) {
    thresholdsRecord = stored;
    if (adopted.version() != thresholds.version()) {
      changedSpend = 0;
      unpublished = true;
    }
    thresholds = adopted;
  }

  Optional<Sweep> sweep() {
    return sweep;
  }

  void sweepWith(Optional<Sweep> next) {
    sweep = next;
  }

  /** Notes a request to recalculate: every snapshot from now on says that it was seen. */
  void requested(String id) {
    if (!id.equals(request)) {
      request = id;
      unpublished = true;
      publishNotBefore = 0;
    }
  }

  boolean toPublish(long nowMillis) {
    return unpublished && nowMillis >= publishNotBefore;
  }

  /**
   * The snapshot to publish now. The next one waits the longer the more customers there are, so
   * that the load does not follow the number of orders.
   */
  synchronized SpendSnapshot publish(int partition, long nowMillis) {
    unpublished = false;
    long spacing = Math.min(5_000, 200 + tallies.spend().customers() / 20);
    publishNotBefore = nowMillis + spacing + Math.floorMod(31 * partition, 100);
    return new SpendSnapshot(
        partition, thresholds.version(), changedSpend, request, tallies.spend());
  }

  /** Whether an audit's own sums are the same as these. */
  synchronized boolean agreesWith(Tallies audited) {
    return audited.snapshot().equals(tallies.snapshot()) && audited.spend().equals(tallies.spend());
  }
}
