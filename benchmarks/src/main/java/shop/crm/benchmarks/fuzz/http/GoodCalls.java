package shop.crm.benchmarks.fuzz.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/**
 * A good caller between bad ones: makes customers and gives them points, and knows what each must
 * have at the end. Not safe for use by many threads.
 */
final class GoodCalls implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CUSTOMERS = 50;
  private static final int TRIES = 20;

  private final Caller caller;
  private final Faults faults;
  private final int[] points = new int[CUSTOMERS];
  private int calls;

  /** A caller for a tenant that has no customers yet. */
  GoodCalls(URI server, String tenant, Optional<String> credential, Faults faults) {
    this.caller = new Caller(server, tenant, credential);
    this.faults = faults;
  }

  int calls() {
    return calls;
  }

  /** Makes the next call: each customer is made once, and given a point after. */
  void next() throws InterruptedException {
    int customer = calls % CUSTOMERS;
    String key = "good-" + calls;
    if (calls < CUSTOMERS) {
      call(201, "/api/v1/customers", key, "{\"id\":\"" + id(customer) + "\"}");
    } else {
      String entry = "{\"type\":\"adjust\",\"points\":1,\"reason\":\"good\"}";
      call(201, "/api/v1/customers/" + id(customer) + "/loyalty/entries", key, entry);
      points[customer]++;
    }
    calls++;
  }

  /** Sends until it is answered: under its key it is done once. */
  private void call(int wanted, String path, String key, String json) throws InterruptedException {
    String last = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        Answer answer = caller.post(path, key, json);
        if (answer.status() == wanted) {
          return;
        }
        last = "answered " + answer.status();
        if (answer.status() != 503) {
          break;
        }
      } catch (IOException e) {
        last = e.getClass().getSimpleName();
      }
      Thread.sleep(250);
    }
    faults.add("a good call is not taken: " + last, path);
  }

  /** Whether every customer has what it was given, no more and no less. */
  void check() {
    for (int customer = 0; customer < Math.min(CUSTOMERS, calls); customer++) {
      String path = "/api/v1/customers/" + id(customer) + "/loyalty";
      try {
        Answer answer = caller.get(path);
        int balance = JSON.readTree(answer.body()).path("balance").asInt(-1);
        if (answer.status() != 200 || balance != points[customer]) {
          String seen = "answered " + answer.status() + ", balance " + balance;
          faults.add(
              "good calls are not counted", path + ": " + seen + ", not " + points[customer]);
        }
      } catch (IOException e) {
        faults.add("a good call is not answered", path + ": " + e.getClass().getSimpleName());
      }
    }
  }

  private static String id(int customer) {
    return "good-" + customer;
  }

  @Override
  public void close() throws IOException {
    caller.close();
  }
}
