package shop.crm.queries.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.OngoingCall;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.schemas.Topics;

/** Reads bodies of requests, none larger than a body may be. */
public final class Bodies {

  /** The media type of a JSON merge patch, RFC 7396. */
  public static final String MERGE_PATCH = "application/merge-patch+json";

  private Bodies() {}

  /** The media type of a body in small letters, or nothing. */
  public static String mediaType(ServerRequest request) {
    try {
      return request
          .headers()
          .contentType()
          // Blanks may stand before parameters, RFC 9110 section 5.6.6.
          .map(type -> type.mediaType().text().strip().toLowerCase(Locale.ROOT))
          .orElse("");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ProblemException(Problem.malformed("Content-Type is not a media type"));
    }
  }

  /** Refuses a body of another type. */
  public static void require(ServerRequest request, Set<String> mediaTypes) {
    if (!mediaTypes.contains(mediaType(request))) {
      throw new ProblemException(Problem.unsupportedMediaType(mediaTypes));
    }
  }

  /** All of a body; empty where there is none. */
  public static byte[] bytes(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    long announced = request.headers().contentLength().orElse(0);
    if (announced > Topics.MAX_BODY_BYTES) {
      throw new ProblemException(Problem.tooLarge());
    }
    // Never closed: that would wait for the rest of a body that is refused.
    InputStream in = OngoingCall.body(request);
    byte[] bytes = BodyMemory.read(request, in, Topics.MAX_BODY_BYTES + 1);
    if (bytes.length > Topics.MAX_BODY_BYTES) {
      throw new ProblemException(Problem.tooLarge());
    }
    return bytes;
  }

  /** A body as Json.MEDIA_TYPE. */
  public static JsonNode json(byte[] bytes) {
    try {
      JsonNode node = Json.ONE_VALUE.readTree(bytes);
      if (!node.isMissingNode()) {
        return node;
      }
    } catch (IOException e) {
      // Jackson's message quotes the source, which may be personal data.
      throw new ProblemException(
          Problem.malformed("The body is not Json.MEDIA_TYPE, or an object has a name twice"));
    }
    throw new ProblemException(Problem.malformed("The body is missing"));
  }
}
