package shop.crm.queries.http.page;

import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Micros;
import shop.crm.topology.index.CustomerQuery.Position;

/**
 * Where a list of customers goes on: it depends on nothing but the last customer of the page
 * before, so a page neither repeats nor skips what was there.
 *
 * @param position that customer's place
 */
public record ListCursor(Position position) {

  private static final int MAX_LENGTH = 1_024;

  /** Behind a place of a list by live figures. */
  public static ListCursor of(Position position) {
    return new ListCursor(position);
  }

  /** Behind a customer of a list by the time of creation. */
  public static ListCursor of(StoredProfile profile) {
    return new ListCursor(
        new Position(OptionalLong.of(Micros.of(profile.createdAt())), profile.key().customer()));
  }

  /**
   * As an opaque text.
   *
   * @param kind tells this list from others: a cursor is of no use elsewhere
   */
  public String encode(String kind) {
    String value = position.value().isPresent() ? "" + position.value().getAsLong() : "";
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            String.join("|", kind, value, position.id()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The number of the place that a page of a list of numbered places starts behind.
   *
   * @return -1 where the request has no cursor
   */
  public static long placeBehind(ServerRequest request, String kind) {
    Optional<String> cursor = Requests.query(request, "cursor");
    if (cursor.isEmpty()) {
      return -1;
    }
    return cursor
        .flatMap(text -> parse(kind, text))
        .map(ListCursor::position)
        .filter(position -> position.value().isPresent())
        .map(position -> position.value().getAsLong())
        .orElseThrow(
            () -> new ProblemException(Problem.malformed("cursor is not one that this list gave")));
  }

  /** What a text stands for; empty if it is not a cursor of that kind of list. */
  public static Optional<ListCursor> parse(String kind, String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", 3);
      if (parts.length != 3 || !parts[0].equals(kind) || !Ids.isValid(parts[2])) {
        return Optional.empty();
      }
      OptionalLong value =
          parts[1].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[1]));
      return Optional.of(new ListCursor(new Position(value, parts[2])));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
