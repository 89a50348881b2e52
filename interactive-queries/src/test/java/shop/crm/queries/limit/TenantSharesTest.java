package shop.crm.queries.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TenantSharesTest {

  private final AtomicInteger most = new AtomicInteger(2);
  private final TenantShares shares = new TenantShares(_ -> most.get());

  @Test
  void each_tenant_has_its_own() {
    assertTrue(shares.tryAcquire("a"));
    assertTrue(shares.tryAcquire("a"));
    assertFalse(shares.tryAcquire("a"));
    assertTrue(shares.tryAcquire("b"));
    shares.release("a");
    assertTrue(shares.tryAcquire("a"));
  }

  @Test
  void nothing_is_kept_of_who_has_none() throws InterruptedException {
    assertTrue(shares.tryAcquire("a"));
    assertTrue(shares.tryAcquire("a"));
    assertFalse(shares.tryAcquire("a"));
    assertFalse(shares.tryAcquire("a", 1));
    assertTrue(shares.tryAcquire("b", 1));
    shares.release("a");
    assertEquals(2, shares.tenants());
    shares.release("a");
    shares.release("b");
    assertEquals(0, shares.tenants());
  }

  @Test
  void a_higher_limit_holds_at_once_and_a_lower_one_as_permits_come_back() {
    assertTrue(shares.tryAcquire("a"));
    assertTrue(shares.tryAcquire("a"));
    most.set(3);
    assertTrue(shares.tryAcquire("a"));
    assertFalse(shares.tryAcquire("a"));
    most.set(1);
    assertFalse(shares.tryAcquire("a"));
    shares.release("a");
    shares.release("a");
    assertFalse(shares.tryAcquire("a"));
    shares.release("a");
    assertTrue(shares.tryAcquire("a"));
    assertFalse(shares.tryAcquire("a"));
  }

  @Test
  void who_waits_has_the_permit_that_comes_back() throws Exception {
    most.set(1);
    assertTrue(shares.tryAcquire("a"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> waits =
          threads.submit(() -> shares.tryAcquire("a", TimeUnit.SECONDS.toNanos(30)));
      shares.release("a");

      assertTrue(waits.get());
    }
    shares.release("a");
    assertEquals(0, shares.tenants());
  }
}
