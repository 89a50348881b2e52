package shop.crm.topology.walk;

import shop.crm.topology.stores.AsideRows;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;

/** Forgets, now and then, the orders that were kept aside for as long as they are to be. */
public final class AsideExpiry {

  private static final long LOOK_EVERY_MILLIS = 60_000;

  private final Task task;
  private final AsideRows rows;

  /** Below it there is nothing: a scan from the very head would pass over tombstones. */
  private long lowWater;

  private long nextLook;

  /** The expiry of one task. */
  public AsideExpiry(Task task, AsideRows rows) {
    this.task = task;
    this.rows = rows;
  }

  /** Forgets what is due, for as long as there is time at this tick. */
  public void drain(long nowMillis) {
    if (nowMillis < nextLook) {
      return;
    }
    TimeBudget budget = new TimeBudget();
    try (var due = rows.due(lowWater, nowMillis)) {
      while (due.hasNext()) {
        String dueKey = due.next().key;
        task.row("aside", dueKey, () -> expire(dueKey));
        if (!budget.remains()) {
          return;
        }
      }
    }
    lowWater = nowMillis;
    nextLook = nowMillis + LOOK_EVERY_MILLIS;
  }

  private void expire(String dueKey) {
    task.writing();
    rows.expire(dueKey);
  }
}
