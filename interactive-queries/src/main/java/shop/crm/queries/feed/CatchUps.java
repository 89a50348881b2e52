package shop.crm.queries.feed;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import shop.crm.queries.limit.TenantShares;

/**
 * Leave to read from the topics on one's own. A reader has room for a part of what it missed from
 * when it begins to read it until it has been sent, and leave to read only while it reads: who does
 * not take what is sent to them keeps that room, of which others of their tenant have little and
 * other tenants enough.
 */
final class CatchUps {

  /** So many parts are in memory at once. */
  private static final int PARTS = 32;

  private static final int PARTS_OF_TENANT = 8;

  private final Semaphore sources;
  private final Semaphore parts = new Semaphore(PARTS, true);
  private final TenantShares partsOf = new TenantShares(_ -> PARTS_OF_TENANT);
  private final TenantShares sourcesOf;

  /**
   * Nobody reads yet.
   *
   * @param sources how many may read from the topics at once; half of them for one tenant
   */
  CatchUps(int sources) {
    this.sources = new Semaphore(sources, true);
    int ofTenant = Math.max(1, sources / 2);
    this.sourcesOf = new TenantShares(_ -> ofTenant);
  }

  /** Does something with what is had at the time. */
  interface Work {
    void run() throws InterruptedException;
  }

  /**
   * Takes room for a part, which is then to be given back.
   *
   * @return whether there was some in time
   */
  boolean enter(String tenant, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    if (!partsOf.tryAcquire(tenant, nanos)) {
      return false;
    }
    boolean entered = false;
    try {
      entered = parts.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      return entered;
    } finally {
      if (!entered) {
        partsOf.release(tenant);
      }
    }
  }

  /** Gives the room back. */
  void leave(String tenant) {
    parts.release();
    partsOf.release(tenant);
  }

  /**
   * Reads, which must not wait for the one whom it reads for.
   *
   * @return whether there was leave in time
   */
  boolean read(String tenant, long nanos, Work work) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    if (!sourcesOf.tryAcquire(tenant, nanos)) {
      return false;
    }
    try {
      if (!sources.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      try {
        work.run();
        return true;
      } finally {
        sources.release();
      }
    } finally {
      sourcesOf.release(tenant);
    }
  }
}
