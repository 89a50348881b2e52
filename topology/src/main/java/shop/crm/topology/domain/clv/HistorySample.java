package shop.crm.topology.domain.clv;

/** Purchase histories with their counts, in columns, for the likelihood of {@link Transactions}. */
final class HistorySample {

  private static final int TIME_BITS = 21;

  private final int stepDays;
  private final int[] repeats;
  private final int[] last;
  private final int[] age;
  private final double[] count;
  private int size;
  private int mostRepeats;
  private int greatestAge;

  private HistorySample(int histories, int stepDays) {
    this.stepDays = stepDays;
    repeats = new int[histories];
    last = new int[histories];
    age = new int[histories];
    count = new double[histories];
  }

  /** As known on a day. */
  static HistorySample of(PurchaseHistogram histogram, int todayEpochDay) {
    HistorySample sample = new HistorySample(histogram.histories(), 1);
    histogram.forEachHistory(
        (repeats, firstDay, lastDay, times) -> {
          History history = History.of(repeats, firstDay, lastDay, todayEpochDay);
          sample.append(repeats, history.lastDays(), history.ageDays(), times);
        });
    return sample;
  }

  /** Fewer histories: times are rounded to multiples of {@code days}. */
  HistorySample rounded(int days) {
    Counts counts = new Counts();
    for (int i = 0; i < size; i++) {
      long steps = (long) (last[i] + days / 2) / days << TIME_BITS | (age[i] + days / 2) / days;
      counts.add((long) repeats[i] << (2 * TIME_BITS) | steps, (int) count[i]);
    }
    HistorySample rounded = new HistorySample(counts.size(), days);
    int mask = (1 << TIME_BITS) - 1;
    counts.forEach(
        (key, times) ->
            rounded.append(
                (int) (key >>> (2 * TIME_BITS)),
                (int) (key >>> TIME_BITS) & mask,
                (int) key & mask,
                times));
    return rounded;
  }

  private void append(int x, int lastSteps, int ageSteps, int times) {
    if (times < 0) {
      throw new IllegalArgumentException(times + " customers with " + x + " repeats");
    }
    repeats[size] = x;
    last[size] = lastSteps;
    age[size] = ageSteps;
    count[size] = times;
    mostRepeats = Math.max(mostRepeats, x);
    greatestAge = Math.max(greatestAge, ageSteps);
    size++;
  }

  int histories() {
    return size;
  }

  int greatestAgeDays() {
    return greatestAge * stepDays;
  }

  /** Repeat purchases by the customers' days. */
  double purchasesPerDay() {
    double purchases = 0;
    double days = 0;
    for (int i = 0; i < size; i++) {
      purchases += count[i] * repeats[i];
      days += count[i] * age[i] * stepDays;
    }
    return purchases / days;
  }

  /**
   * Σ ln of what is at (x, t_x, T) with Λ = Γ(r+x)/Γ(r) α^r: either alive, Λ (α+T)^−(r+x)
   * B(a,b+x+1)/B(a,b), or gone at t_x, Λ (α+t_x)^−(r+x) B(a+1,b+x)/B(a,b) (Batislam et al. 2007).
   *
   * <p>Gamma and Beta functions are written as products over x and time in units of α, so that
   * nothing large cancels.
   */
  double logLikelihood(MbgNbd model) {
    double[] bought = new double[mostRepeats + 1];
    double[] leaves = new double[mostRepeats + 1];
    bought[0] = -Math.log1p(model.a() / model.b());
    for (int x = 0; x <= mostRepeats; x++) {
      leaves[x] = Math.log(model.a() / (model.b() + x));
      if (x < mostRepeats) {
        bought[x + 1] =
            bought[x]
                + Math.log((model.r() + x) / model.alpha())
                - Math.log1p(model.a() / (model.b() + x + 1));
      }
    }
    double[] elapsed = elapsed(model.alpha());
    double sum = 0;
    for (int i = 0; i < size; i++) {
      int x = repeats[i];
      double exponent = model.r() + x;
      double aged = elapsed[age[i]];
      double goneToAlive = leaves[x] + exponent * (aged - elapsed[last[i]]);
      double either = Math.max(goneToAlive, 0) + Math.log(1 + Math.exp(-Math.abs(goneToAlive)));
      sum += count[i] * (bought[x] - exponent * aged + either);
    }
    return sum;
  }

  /** Σ ln of Γ(r+x)/Γ(r) α^r (α+T)^−(r+x). */
  double logLikelihood(Nbd model) {
    double[] bought = new double[mostRepeats + 1];
    for (int x = 0; x < mostRepeats; x++) {
      bought[x + 1] = bought[x] + Math.log((model.r() + x) / model.alpha());
    }
    double[] elapsed = elapsed(model.alpha());
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += count[i] * (bought[repeats[i]] - (model.r() + repeats[i]) * elapsed[age[i]]);
    }
    return sum;
  }

  /** ln(1 + t/α) by steps of t. */
  private double[] elapsed(double alpha) {
    double[] elapsed = new double[greatestAge + 1];
    for (int t = 0; t <= greatestAge; t++) {
      elapsed[t] = Math.log1p(t * (double) stepDays / alpha);
    }
    return elapsed;
  }
}
