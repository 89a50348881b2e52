package shop.crm.topology.domain.clv;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.random.RandomDataGenerator;

/**
 * Customers who behave exactly as the models say, from a fixed seed. Rates are to be so low that
 * two purchases on one day are rare, for which the models have no room.
 */
final class SimulatedCustomers {

  /** The last day that is known, of those on which customers first buy: from 0 on. */
  private final int today;

  private final RandomDataGenerator random;

  SimulatedCustomers(int today, long seed) {
    this.today = today;
    this.random = new RandomDataGenerator(seed);
  }

  /** What happened to one until today and then, unknown to the model. */
  record Customer(int firstDay, History history, boolean alive, int futurePurchases) {

    int lastDay() {
      return firstDay + history.lastDays();
    }
  }

  List<Customer> customers(int number, MbgNbd model, int futureDays) {
    return IntStream.range(0, number).mapToObj(_ -> customer(model, futureDays)).toList();
  }

  private Customer customer(MbgNbd model, int futureDays) {
    double rate = random.nextGamma(model.r(), 1 / model.alpha());
    double toLeave = random.nextBeta(model.a(), model.b());
    int first = random.nextInt(0, today);
    List<Integer> days = new ArrayList<>();
    double time = first + random.nextUniform(0, 1);
    while (time < today + 1.0 + futureDays) {
      days.add((int) time);
      if (random.nextUniform(0, 1) < toLeave) {
        break;
      }
      time += random.nextExponential(1 / rate);
    }
    List<Integer> known = days.stream().filter(day -> day <= today).distinct().toList();
    boolean leftByToday = days.getLast() <= today && time < today + 1.0 + futureDays;
    return new Customer(
        first,
        History.of(known.size() - 1, first, known.getLast(), today),
        !leftByToday,
        (int) days.stream().filter(day -> day > today).count());
  }

  /** The net value of so many purchases of one customer, in hundredths and at least 1. */
  long spendMinor(GammaGamma model, int purchases) {
    double rate = random.nextGamma(model.q(), 1 / model.v());
    return purchases == 0
        ? 0
        : Math.max(1, Math.round(100 * random.nextGamma(model.p() * purchases, 1 / rate)));
  }

  PurchaseHistogram histogram(List<Customer> customers, GammaGamma spend) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (Customer customer : customers) {
      int repeats = customer.history().repeats();
      histogram.add(
          repeats, customer.firstDay(), customer.lastDay(), spendMinor(spend, repeats), 1);
    }
    return histogram;
  }
}
