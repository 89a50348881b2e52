package shop.crm.queries.loyalty;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.http.body.BodyValues;
import shop.crm.schemas.model.customer.LoyaltyEntry;

/**
 * An entry of the ledger that a caller wants to make, checked.
 *
 * @param points what it adds to the balance: negative for a redemption
 */
public record EntryBody(LoyaltyEntry.Type type, long points, Optional<String> reason) {

  private static final long MOST = 1_000_000_000;
  private static final int MAX_REASON = 500;
  private static final Set<String> FIELDS = Set.of("type", "points", "reason");

  static EntryBody read(JsonNode body) {
    BodyErrors errors = new BodyErrors(20);
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        errors.add("/" + BodyErrors.escaped(field.getKey()), "is not known here");
      }
    }
    boolean redeem = body.path("type").asText().equals("redeem");
    if (!redeem && !body.path("type").asText().equals("adjust")) {
      errors.add("/type", "is not adjust or redeem");
    }
    long points = points(body.path("points"), redeem, errors);
    Optional<String> reason = reason(body.path("reason"), errors);
    if (!redeem && reason.isEmpty()) {
      errors.add("/reason", "is missing: an adjustment says why");
    }
    errors.throwIfAny();
    return redeem
        ? new EntryBody(LoyaltyEntry.Type.REDEEM, -points, reason)
        : new EntryBody(LoyaltyEntry.Type.ADJUST, points, reason);
  }

  private static long points(JsonNode value, boolean redeem, BodyErrors errors) {
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    long points = whole ? value.longValue() : 0;
    if (points == 0 || points > MOST || points < (redeem ? 1 : -MOST)) {
      errors.add(
          "/points",
          redeem
              ? "is not a whole number from 1 to " + MOST
              : "is not a whole number other than 0 of at most " + MOST);
    }
    return points;
  }

  private static Optional<String> reason(JsonNode value, BodyErrors errors) {
    return value.isMissingNode()
        ? Optional.empty()
        : new BodyValues(errors).text("/reason", value, MAX_REASON);
  }
}
