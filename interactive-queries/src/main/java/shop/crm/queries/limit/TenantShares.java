package shop.crm.queries.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Permits of which each tenant has so many. How many that are may change at any time; permits that
 * are out by then come back as they do. Nothing is kept of a tenant who has and waits for none.
 * Safe for use by many threads.
 */
public final class TenantShares {

  private final ToIntFunction<String> most;
  private final ConcurrentMap<String, Share> tenants = new ConcurrentHashMap<>();

  /**
   * Nobody has one.
   *
   * @param most how many a tenant may have at once now
   */
  public TenantShares(ToIntFunction<String> most) {
    this.most = most;
  }

  /** What a tenant may have. */
  private static final class Share extends Semaphore {

    private static final long serialVersionUID = 1;

    private int size;
    private int users;

    Share(int size) {
      super(size, true);
      this.size = size;
    }

    /** Counts somebody who has one or wants one. */
    Share entered(int sizeNow) {
      if (sizeNow > size) {
        release(sizeNow - size);
      } else {
        reducePermits(size - sizeNow);
      }
      size = sizeNow;
      users++;
      return this;
    }

    boolean left() {
      users--;
      return users == 0;
    }
  }

  /** Takes a permit, if there is one now; whether there was. */
  public boolean tryAcquire(String tenant) {
    boolean acquired = enter(tenant).tryAcquire();
    if (!acquired) {
      leave(tenant);
    }
    return acquired;
  }

  /** Takes a permit, waiting for it so long; whether there was one. */
  public boolean tryAcquire(String tenant, long nanos) throws InterruptedException {
    Share share = enter(tenant);
    boolean acquired = false;
    try {
      acquired = share.tryAcquire(nanos, TimeUnit.NANOSECONDS);
      return acquired;
    } finally {
      if (!acquired) {
        leave(tenant);
      }
    }
  }

  /** Gives a permit back. */
  public void release(String tenant) {
    tenants.computeIfPresent(
        tenant,
        (_, share) -> {
          share.release();
          return share.left() ? null : share;
        });
  }

  private Share enter(String tenant) {
    int size = most.applyAsInt(tenant);
    return tenants.compute(
        tenant, (_, known) -> (known == null ? new Share(size) : known).entered(size));
  }

  private void leave(String tenant) {
    tenants.computeIfPresent(tenant, (_, share) -> share.left() ? null : share);
  }

  /** Of how many tenants something is kept. */
  int tenants() {
    return tenants.size();
  }
}
