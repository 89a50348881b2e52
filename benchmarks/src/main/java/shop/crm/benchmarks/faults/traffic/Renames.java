package shop.crm.benchmarks.faults.traffic;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/** Gives customers other first names over HTTP, by whichever instance lives. */
final class Renames {

  private static final long BETWEEN_TRIES_MILLIS = 200;

  private final Cluster cluster;
  private final Faults faults;
  private final SplittableRandom random;
  private int number;

  Renames(Cluster cluster, long seed, Faults faults) {
    this.cluster = cluster;
    this.faults = faults;
    random = new SplittableRandom(seed);
  }

  /** A name that nobody has had. */
  String name() {
    return "name-" + number++;
  }

  /** Renames a customer, again and again if need be, until that is confirmed. */
  void rename(String customer, String name) throws InterruptedException {
    while (!done(customer, name)) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
    }
  }

  private boolean done(String customer, String name) {
    List<Instance> living = cluster.living();
    if (living.isEmpty()) {
      return false;
    }
    Instance instance = living.get(random.nextInt(living.size()));
    long cuts = instance.cuts();
    try (Caller caller = new Caller(instance.http(), Traffic.TENANT)) {
      Answer answer =
          caller.patch("/api/v1/customers/" + customer, "{\"first_name\":\"" + name + "\"}");
      if (answer.status() != 200 && answer.status() != 503) {
        faults.add("PATCH answered " + answer.status(), instance + " of " + customer);
      }
      return answer.status() == 200;
    } catch (IOException e) {
      if (instance.cuts() == cuts) {
        faults.add("PATCH not answered", instance + " of " + customer + ": " + e);
      }
      return false;
    }
  }
}
