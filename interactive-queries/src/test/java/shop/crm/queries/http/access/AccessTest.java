package shop.crm.queries.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Listener;

class AccessTest {

  private static Authenticator readyOnce(AtomicBoolean ready) {
    return new Authenticator() {
      @Override
      public boolean takes(String credential) {
        return true;
      }

      @Override
      public boolean ready() {
        return ready.get();
      }

      @Override
      public Caller authenticate(String credential) {
        throw new AssertionError("nobody calls");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.5", "203.0.113.7"})
  void that_others_reach_who_asks_nobody_for_a_credential_is_warned_of(String host) {
    Listener listener = new Listener(host, 8084);
    Access asking = new Access(List.of(readyOnce(new AtomicBoolean())));

    assertEquals(
        List.of(
            "CRM_AUTH=off: whoever reaches "
                + host
                + " may read and change everything of every tenant"),
        new Access(List.of()).warnings(listener));
    assertEquals(List.of(), asking.warnings(listener));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void on_loopback_that_is_as_it_should_be(String host) {
    assertEquals(List.of(), new Access(List.of()).warnings(new Listener(host, 8084)));
  }

  @Test
  void it_is_ready_once_all_are_who_know_credentials() {
    AtomicBoolean first = new AtomicBoolean();
    AtomicBoolean second = new AtomicBoolean(true);
    Access access = new Access(List.of(readyOnce(first), readyOnce(second)));

    assertFalse(access.ready());
    first.set(true);
    assertTrue(access.ready());
    assertTrue(new Access(List.of()).ready());
  }
}
