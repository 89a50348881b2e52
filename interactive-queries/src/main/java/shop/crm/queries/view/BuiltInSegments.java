package shop.crm.queries.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import shop.crm.connectors.postgres.AlreadyThere;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.segment.Conditions;

/** The segments that every tenant has: the RFM segments, as if somebody had defined them. */
public final class BuiltInSegments {

  private static final Map<String, RfmSegment> BY_ID =
      RfmSegment.ALL.stream()
          .collect(Collectors.toUnmodifiableMap(RfmSegment::id, Function.identity()));

  private static final Map<RfmSegment, Conditions> CONDITIONS =
      Arrays.stream(RfmSegment.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  Function.identity(), segment -> ConditionsJson.stored(json(segment))));

  private BuiltInSegments() {}

  private static ArrayNode json(RfmSegment segment) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    all.addObject()
        .put("field", "rfm_segment")
        .put("operator", "eq")
        .put("value", segment.displayName());
    return all;
  }

  /** The one of that id, if there is one. */
  public static Optional<RfmSegment> find(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** What its members meet. */
  public static Conditions conditions(RfmSegment segment) {
    return CONDITIONS.get(segment);
  }

  /**
   * Refuses what users must not call a segment of their own.
   *
   * @throws ProblemException if a built-in segment has the id, or the name whatever the case
   */
  public static void refuse(String id, String name) {
    if (BY_ID.containsKey(id)) {
      throw new ProblemException(Problem.segmentThere(AlreadyThere.What.ID));
    }
    if (RfmSegment.ALL.stream().anyMatch(one -> one.displayName().equalsIgnoreCase(name))) {
      throw new ProblemException(Problem.segmentThere(AlreadyThere.What.NAME));
    }
  }
}
