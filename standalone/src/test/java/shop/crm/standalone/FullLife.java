package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * A customer of whom there is everything that can be: by events, by HTTP, and what the service
 * makes of it.
 *
 * @param mark part of every text that tells of this customer
 * @param phone the one datum that is not a text, besides the date
 * @param born the date of birth
 */
record FullLife(String id, String mark, String phone, String born) {

  /** A segment in which whoever lives is put by hand. */
  static final String PICKED = "picked";

  /** A segment of those who live, by what they have spent. */
  static final String SPENDERS = "spenders";

  /** Defines the segments in which whoever lives will be. */
  static void defineSegments(RunningCrm crm) throws Exception {
    Marketer marketer = new Marketer(crm.http());
    marketer.defineManual(PICKED);
    marketer.define(SPENDERS, Marketer.leaf("total_spent", "gte", 1_000));
  }

  /** Lives it, and waits until all of it is known. */
  void live(RunningCrm crm, Exchange exchange) throws Exception {
    Instant since = Instant.now().minus(70, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    exchange.publish("user.registered", "registration-" + mark, registration(since));
    exchange.publish("order.created", "created-" + mark, order(1, since));
    exchange.publish("order.completed", "completed-" + mark, order(1, since));
    exchange.publish("order.created", "second-" + mark, order(2, since));
    exchange.publish("order.cancelled", "cancelled-" + mark, cancelled(2, since));
    exchange.publish("order.refunded", "refunded-" + mark, refund(1, since));
    String customer = RunningCrm.CUSTOMERS + "/" + id;
    Eventually.await(() -> crm.customer(id), c -> c.path("tags").size() == 2);
    send(
        crm,
        200,
        "PATCH",
        customer,
        """
        {"last_name":"Last-%s","sms_opt_in":true,"date_of_birth":"%s",
         "addresses":[{"type":"billing","line1":"Lane %s 1","city":"City-%s","country":"UA"}]}"""
            .formatted(mark, born, mark, mark));
    send(
        crm,
        201,
        "POST",
        customer + "/loyalty/entries",
        "{\"type\":\"adjust\",\"points\":5000,\"reason\":\"Reason %s\"}".formatted(mark),
        "Idempotency-Key",
        "key-" + mark);
    new Marketer(crm.http()).put(PICKED, id);
    // Every step of her orders, all that was changed by HTTP, tier and segment.
    Eventually.await(
        () -> crm.get(customer + "/export"),
        all ->
            all.at("/customer/loyalty_tier").asText().equals("gold")
                && all.at("/customer/total_spent").asText().equals("1190.00")
                && all.at("/orders").size() == 2
                && all.at("/ledger").size() == 3
                && all.at("/consents").size() == 2
                && types(all.at("/activity"))
                    .containsAll(
                        Set.of(
                            "customer.created",
                            "customer.updated",
                            "customer.consent_changed",
                            "customer.tier_changed",
                            "customer.segment_changed",
                            "customer.segment_entered",
                            "order.refunded",
                            "order.cancelled",
                            "loyalty.adjusted"))
                && Set.copyOf(all.at("/activity").findValuesAsText("segment_id"))
                    .equals(Set.of(PICKED, SPENDERS)));
  }

  static Set<String> types(JsonNode activity) {
    return Set.copyOf(activity.findValuesAsText("type"));
  }

  private static void send(
      RunningCrm crm, int expected, String method, String path, String body, String... headers)
      throws Exception {
    var answer = crm.send(method, path, body, headers);
    assertEquals(expected, answer.statusCode(), answer.body());
  }

  String registration(Instant at) {
    return """
        {"user_id":"%s","email":"%s@mail.example","phone":"%s","first_name":"Зоя-%s",
         "email_opt_in":true,"tags":["tag-%s","tea"],"source":"source-%s","occurred_at":"%s"}"""
        .formatted(id, mark, phone, mark, mark, mark, at);
  }

  String order(int number, Instant at) {
    return """
        {"order_id":"order-%s-%d","customer_id":"%s","total":"1200.00","occurred_at":"%s",
         "items":[{"sku":"sku-%s","name":"Gift for %s","quantity":1,"unit_price":"1200.00"}]}"""
        .formatted(mark, number, id, at, mark, mark);
  }

  String cancelled(int number, Instant at) {
    return """
        {"order_id":"order-%s-%d","customer_id":"%s","reason":"Moved from %s","occurred_at":"%s"}"""
        .formatted(mark, number, id, mark, at);
  }

  String refund(int number, Instant at) {
    return """
        {"order_id":"order-%s-%d","customer_id":"%s","refund_id":"refund-%s","amount":"10.00",
         "occurred_at":"%s"}"""
        .formatted(mark, number, id, mark, at);
  }
}
