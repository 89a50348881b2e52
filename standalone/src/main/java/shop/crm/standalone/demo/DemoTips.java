package shop.crm.standalone.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.standalone.data.Endpoints;
import shop.crm.standalone.shop.ShopBooks.Account;

/**
 * What to open and what to try, for a person at a shell.
 *
 * @param endpoints where the demo is reached
 * @param endpointsFile where these addresses are written
 * @param exchange the exchange of the shop's and the service's events
 */
public record DemoTips(Endpoints endpoints, String endpointsFile, String exchange) {

  /** A segment to try. */
  private static final String SEGMENT =
      "{\"id\":\"win-back\",\"name\":\"Win back\",\"type\":\"dynamic\",\"conditions\":"
          + "[{\"field\":\"total_spent\",\"operator\":\"gte\",\"value\":2000},"
          + "{\"field\":\"last_order_date\",\"operator\":\"lt\",\"value\":\"-60d\"}]}";

  /** Its lines; each command can be pasted as it stands. */
  public List<String> lines(List<Account> accounts) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Open  " + endpoints.http() + "/");
    lines.add("");
    lines.add("Try, in another terminal:");
    get(lines, "all customers in figures", "/analytics/overview");
    get(lines, "the eleven segments and their thresholds", "/analytics/rfm");
    inSegment(accounts, RfmSegment.CHAMPIONS)
        .ifPresent(
            id -> {
              get(lines, "a champion", "/customers/" + id);
              get(lines, "their orders", "/customers/" + id + "/orders?limit=3");
              get(lines, "what happened to them", "/customers/" + id + "/activity?limit=5");
            });
    inSegment(accounts, RfmSegment.AT_RISK)
        .ifPresent(id -> get(lines, "someone at risk", "/customers/" + id));
    greatest(accounts, account -> account.refunded().minor() > 0 && account.orders() > 1)
        .ifPresent(id -> get(lines, "orders with refunds", "/customers/" + id + "/orders"));
    add(
        lines,
        "new monetary thresholds now",
        "curl -s -X POST -H 'Content-Type: application/json' "
            + endpoints.http()
            + "/api/v1/analytics/rfm/recalculate");
    lines.add("");
    lines.add("Define a segment of your own, and look who is in it; the page shows it too:");
    add(
        lines,
        "good customers who have not ordered for 60 days",
        ("curl -s %s/api/v1/segments -H 'Content-Type: application/json' -d '%s'")
            .formatted(endpoints.http(), SEGMENT));
    get(lines, "its members", "/segments/win-back/customers?limit=3");
    lines.add("");
    lines.add("Follow the changes of segments (with kcat, or with amqp-consume of amqp-tools):");
    lines.add("  kcat -C -q -o end -b " + endpoints.kafka() + " -t " + Topics.SEGMENT_CHANGED);
    lines.add(
        "  amqp-consume --url=%s --exchange=%s --routing-key='customer.*' cat"
            .formatted(endpoints.amqp(), exchange));
    inSegment(accounts, RfmSegment.AT_RISK).ifPresent(id -> order(lines, id));
    lines.add("");
    lines.add("All addresses, for other programs: " + endpointsFile);
    lines.add("");
    return List.copyOf(lines);
  }

  private void order(List<String> lines, String customer) {
    lines.add("");
    lines.add("Let the customer at risk order again, and look at them once more:");
    lines.add(
        ("  amqp-publish --url=%s --exchange=%s --routing-key=order.created"
                + " --content-type=application/json"
                + " --body='{\"order_id\":\"my-first\",\"customer_id\":\"%s\",\"total\":\"999.00\"}'")
            .formatted(endpoints.amqp(), exchange, customer));
  }

  private void get(List<String> lines, String what, String path) {
    String url = endpoints.http() + "/api/v1" + path;
    add(lines, what, "curl -s " + (path.contains("?") ? "'" + url + "'" : url));
  }

  private static void add(List<String> lines, String what, String command) {
    lines.add("  " + command + "  # " + what);
  }

  private static Optional<String> inSegment(List<Account> accounts, RfmSegment segment) {
    return greatest(accounts, account -> account.segment().equals(Optional.of(segment)));
  }

  private static Optional<String> greatest(List<Account> accounts, Predicate<Account> such) {
    return accounts.stream()
        .filter(such)
        .max(Comparator.comparing(Account::spent).thenComparing(Account::id))
        .map(Account::id);
  }
}
