package shop.crm.queries.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused. A fault of a client is worth a number and a line for who looks for it.
 */
public final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Map<Refusal, Counter> counters;

  /** Counts in {@code crm_http_refused_total}, by reason. */
  public Refusals(MeterRegistry registry) {
    counters =
        Arrays.stream(Refusal.values())
            .collect(Collectors.toMap(Function.identity(), refusal -> counter(registry, refusal)));
  }

  private static Counter counter(MeterRegistry registry, Refusal refusal) {
    return Counter.builder("crm.http.refused")
        .description("Requests and connections that were refused")
        .tag("reason", refusal.label())
        .register(registry);
  }

  /**
   * Counts one.
   *
   * @param peer the address that it came from
   */
  public void count(Refusal refusal, String peer) {
    counters.get(refusal).increment();
    LOG.debug("Refused a request of {}: {}", peer, refusal.label());
  }
}
