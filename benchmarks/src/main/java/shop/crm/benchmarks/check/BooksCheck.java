package shop.crm.benchmarks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.crm.benchmarks.check.OrderBooks.Figures;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/** Compares what a service says of customers with what was sent. */
public final class BooksCheck {

  private static final ObjectMapper JSON = new ObjectMapper();

  private BooksCheck() {}

  /**
   * Asks for every customer of the books until all are as they must be, or the time is over.
   *
   * @param caller asks for them; is not closed
   * @param tenant whose customers they are
   * @param patience how long what was sent may take to arrive
   */
  public static void check(
      Caller caller, String tenant, OrderBooks books, Duration patience, Faults faults)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<String, String> wrong = new LinkedHashMap<>();
    books.customers().forEach(customer -> wrong.put(customer, "was not asked for"));
    while (!wrong.isEmpty() && System.nanoTime() < deadline) {
      // What does not answer takes long for each: not all are asked then.
      wrong
          .entrySet()
          .removeIf(entry -> System.nanoTime() < deadline && arrived(caller, books, entry));
      if (!wrong.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
    wrong.forEach(
        (customer, how) ->
            faults.add("a customer is not what was sent", tenant + "/" + customer + ": " + how));
  }

  private static boolean arrived(
      Caller caller, OrderBooks books, Map.Entry<String, String> customer) {
    Figures wanted = books.of(customer.getKey());
    try {
      Answer answer = caller.get("/api/v1/customers/" + customer.getKey());
      if (answer.status() != 200) {
        customer.setValue("answered " + answer.status());
        return false;
      }
      JsonNode seen = JSON.readTree(answer.body());
      long orders = seen.path("total_orders").asLong();
      String spent = seen.path("total_spent").asText();
      customer.setValue(
          orders
              + " orders of "
              + spent
              + " instead of "
              + wanted.orders()
              + " of "
              + wanted.spent());
      return orders == wanted.orders() && spent.equals(wanted.spent().toString());
    } catch (IOException e) {
      customer.setValue("not answered: " + e.getClass().getSimpleName());
      return false;
    }
  }
}
