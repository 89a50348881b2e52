package shop.crm.queries.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import shop.crm.queries.live.Located;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.domain.clv.ClvFit;
import shop.crm.topology.domain.clv.ClvModel;

/**
 * When a tenant's model is fitted anew: once an interval; before that where there are half as many
 * customers more; and where nothing is predicted yet, as soon as there may be enough customers. How
 * many there are is told by the thresholds, which follow every twentieth customer. It remembers
 * tenants that have a model, or were tried; the others it hears of when there is news. For one
 * thread.
 */
public final class FitSchedule {

  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** The pause while nothing is predicted: a fit to so few customers is soon done. */
  private static final Duration PAUSE_BEFORE_FIRST = Duration.ofSeconds(10);

  private static final double GROWN = 1.5;

  private final Duration interval;
  private final Map<String, Try> tries = new HashMap<>();

  /** When a tenant is looked at again, though there is no news. */
  private final Map<String, Instant> looks = new HashMap<>();

  /**
   * The last time that it was time.
   *
   * @param thresholds the version of the thresholds then: where it is the same, no more customers
   *     are known
   */
  private record Try(Instant at, long thresholds) {}

  FitSchedule(Duration interval) {
    this.interval = interval;
  }

  /**
   * Whom to ask about now: those of whom there is news, and those whose time may have come.
   *
   * @param news tenants
   */
  Set<String> toLookAt(Collection<String> news, Instant now) {
    Set<String> tenants = new TreeSet<>(news);
    looks.forEach(
        (tenant, at) -> {
          if (!now.isBefore(at)) {
            tenants.add(tenant);
          }
        });
    return tenants;
  }

  /** Others care for the tenant, or it is not there any more. */
  void forget(String tenant) {
    tries.remove(tenant);
    looks.remove(tenant);
  }

  /** Whether to fit now; it is not time again for a while, whatever becomes of it. */
  boolean isTime(
      String tenant,
      Located<Optional<ClvModel>> model,
      Located<Thresholds> thresholds,
      Instant now) {
    if (!(model instanceof Here<Optional<ClvModel>> known
        && thresholds instanceof Here<Thresholds> counted)) {
      looks.put(tenant, now);
      return false;
    }
    if (known.value().isEmpty() && counted.value().customers() == 0) {
      forget(tenant);
      return false;
    }
    Optional<Try> before = Optional.ofNullable(tries.get(tenant));
    Duration rest = predicts(known.value()) ? PAUSE : PAUSE_BEFORE_FIRST;
    Optional<Instant> pause = before.map(it -> it.at().plus(rest)).filter(now::isBefore);
    if (pause.isPresent()) {
      looks.put(tenant, pause.get());
      return false;
    }
    boolean news = before.map(it -> it.thresholds() != counted.value().version()).orElse(true);
    if (!isTime(known.value(), counted.value().customers(), news, now)) {
      lookWhenOld(tenant, known.value());
      return false;
    }
    tries.put(tenant, new Try(now, counted.value().version()));
    looks.put(tenant, now.plus(rest));
    return true;
  }

  private void lookWhenOld(String tenant, Optional<ClvModel> model) {
    if (predicts(model)) {
      looks.put(tenant, model.orElseThrow().fittedAt().plus(interval));
    } else {
      looks.remove(tenant);
    }
  }

  private boolean isTime(Optional<ClvModel> model, long customers, boolean news, Instant now) {
    boolean old = model.map(it -> !now.isBefore(it.fittedAt().plus(interval))).orElse(false);
    return predicts(model)
        ? old || (news && customers >= GROWN * model.orElseThrow().customers())
        : news && customers >= ClvFit.LEAST_REPEAT_BUYERS;
  }

  private static boolean predicts(Optional<ClvModel> model) {
    return model.flatMap(ClvModel::transactions).isPresent();
  }
}
