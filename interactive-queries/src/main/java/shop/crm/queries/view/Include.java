package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.RfmMove;

/** What a customer can be asked for beside their own fields. */
public enum Include {
  /** The RFM segment before the last move, and when that was. */
  PREVIOUS_SEGMENT {
    @Override
    void write(JsonGenerator json, CustomerView customer) throws IOException {
      Optional<RfmMove> move =
          customer.live().map(CustomerState::memberships).flatMap(known -> known.rfmMove());
      Json.text(json, "previous_segment", move.flatMap(RfmMove::from).map(RfmSegment::displayName));
      Json.text(json, "segment_changed_at", move.map(RfmMove::at));
    }
  };

  private final String wire = name().toLowerCase(Locale.ROOT);

  abstract void write(JsonGenerator json, CustomerView customer) throws IOException;

  /** What a request asks for, separated by commas. */
  public static Set<Include> of(ServerRequest request) {
    Set<Include> includes = EnumSet.noneOf(Include.class);
    Requests.query(request, "include")
        .ifPresent(
            text -> Arrays.stream(text.split(",", -1)).map(Include::named).forEach(includes::add));
    return includes;
  }

  private static Include named(String wire) {
    return Stream.of(values())
        .filter(include -> include.wire.equals(wire))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.malformed(
                        "include is not one of "
                            + Stream.of(values())
                                .map(include -> include.wire)
                                .collect(Collectors.joining(", ")))));
  }
}
