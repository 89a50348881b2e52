package shop.crm.benchmarks.soak.attack;

import java.time.Duration;
import shop.crm.benchmarks.fuzz.http.HttpFuzz;

/** Malformed requests of every kind. */
final class FuzzedRequests implements Attack {

  private final HttpFuzz fuzz;
  private long number;

  FuzzedRequests(HttpFuzz fuzz) {
    this.fuzz = fuzz;
  }

  @Override
  public String name() {
    return "malformed requests";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(50);
  }

  @Override
  public void strike() {
    fuzz.send(number);
    number++;
  }

  @Override
  public void close() {
    // Nothing stays open between strikes.
  }
}
