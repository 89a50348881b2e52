package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.time.Duration;

/** Names of tenants that nobody has, a new one each time. */
final class NamedTenants implements Attack {

  private final Way way;
  private int names;

  NamedTenants(Way way) {
    this.way = way;
  }

  @Override
  public String name() {
    return "tenants without customers, two at a time";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(40);
  }

  @Override
  public void strike() throws IOException {
    String body = "Content-Type: application/json\r\nContent-Length: 0\r\n";
    String tenant = "nobody-" + names;
    names++;
    way.ask("POST /api/v1/analytics/rfm/recalculate", tenant, body);
    way.ask("GET /api/v1/analytics/overview", tenant + "-reads", "");
  }

  @Override
  public void close() {
    // Nothing stays open between strikes.
  }
}
