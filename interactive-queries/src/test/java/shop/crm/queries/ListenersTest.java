package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.Listener;
import shop.crm.queries.http.access.Access;

class ListenersTest {

  private static Listeners start(int port, int internalPort) {
    return Listeners.start(
        new ServerSettings(
            new Listener("127.0.0.1", port),
            new Listener("127.0.0.1", internalPort),
            Optional.empty(),
            Set.of(),
            "default",
            0,
            Shop.settings()),
        List.of(),
        List.of(),
        new Access(List.of()),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        Clock.systemUTC());
  }

  @Test
  void a_port_that_is_taken_meanwhile_is_told_and_not_passed_over() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();

      NotListening ofAll = assertThrows(NotListening.class, () -> start(taken, 0));
      assertThrows(NotListening.class, () -> start(0, taken));

      assertTrue(ofAll.getMessage().contains(String.valueOf(taken)), ofAll.getMessage());
    }
  }
}
