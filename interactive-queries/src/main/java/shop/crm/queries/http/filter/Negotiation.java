package shop.crm.queries.http.filter;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.BadRequestException;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Route;

/**
 * Refuses who accepts nothing of what a route sends, RFC 9110 §12.5.1. A problem is told as one,
 * whatever is accepted.
 */
public final class Negotiation {

  private static final String ANY = "*";

  private Negotiation() {}

  /** The same route; it looks at what is accepted first. */
  public static Route checked(Route route) {
    if (route.types().isEmpty()) {
      return route;
    }
    List<MediaType> types = route.types().stream().sorted().map(MediaTypes::create).toList();
    return route.answeredBy(
        (request, response) -> {
          List<HttpMediaType> accepted = accepted(request);
          if (!accepted.isEmpty() && types.stream().noneMatch(type -> accepts(accepted, type))) {
            throw new ProblemException(Problem.notAcceptable(route.types()));
          }
          route.handler().handle(request, response);
        });
  }

  /** What a request accepts; empty where it accepts all. */
  private static List<HttpMediaType> accepted(ServerRequest request) {
    try {
      return request.headers().acceptedTypes();
    } catch (BadRequestException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ProblemException(Problem.malformed("Accept is not a list of media types"));
    }
  }

  /** The range that is nearest to a type decides about it, not the one that stands first. */
  private static boolean accepts(List<HttpMediaType> accepted, MediaType type) {
    int nearest = -1;
    double quality = 0;
    for (HttpMediaType range : accepted) {
      int near = nearness(range.mediaType(), type);
      if (near > nearest) {
        quality = range.qualityFactor();
      } else if (near == nearest) {
        quality = Math.max(quality, range.qualityFactor());
      }
      nearest = Math.max(near, nearest);
    }
    return nearest >= 0 && quality > 0;
  }

  /** -1 where the type is not in the range. */
  private static int nearness(MediaType range, MediaType type) {
    if (range.type().equals(ANY)) {
      return 0;
    }
    if (!range.type().equalsIgnoreCase(type.type())) {
      return -1;
    }
    // Blanks may stand before parameters.
    String subtype = range.subtype().strip();
    if (subtype.equals(ANY)) {
      return 1;
    }
    return subtype.equalsIgnoreCase(type.subtype()) ? 2 : -1;
  }
}
