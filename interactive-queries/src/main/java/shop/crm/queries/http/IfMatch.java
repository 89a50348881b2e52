package shop.crm.queries.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;

/**
 * The versions that a caller wants to change, RFC 9110 §13.1.1. Of a tag that tells of content,
 * too, only the version counts: figures that have moved on are none of an editor's business.
 *
 * @param versions of strong entity tags; empty where any version will do
 */
public record IfMatch(Optional<List<String>> versions) {

  /** What a request asks for in {@code If-Match}; anything will do where that is missing. */
  public static IfMatch of(ServerRequest request) {
    return new IfMatch(
        EntityTags.of(request, HeaderNames.IF_MATCH)
            .filter(tags -> !tags.isEmpty())
            .map(
                tags ->
                    tags.stream()
                        // A weak tag never matches: it does not promise the very same version.
                        .filter(tag -> !tag.weak())
                        .map(tag -> tag.text().split("-", 2)[0])
                        .toList()));
  }

  /** Refuses a version that is none of those. */
  public void check(long version) {
    if (versions.isPresent() && !versions.get().contains(String.valueOf(version))) {
      throw new ProblemException(Problem.staleVersion(version));
    }
  }
}
