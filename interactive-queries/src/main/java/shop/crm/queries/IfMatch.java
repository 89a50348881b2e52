package shop.crm.queries;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that a caller wants to change, RFC 9110 §13.1.1.
 *
 * @param tags strong entity tags; empty where any version will do
 */
record IfMatch(Optional<List<String>> tags) {

  private static final int MAX_LENGTH = 4_096;
  private static final Pattern TAG =
      Pattern.compile("\\s*(?<weak>W/)?\"(?<tag>[\\x21\\x23-\\x7E]*)\"\\s*(,|$)");

  static IfMatch of(ServerRequest request) {
    List<String> values = request.headers().all(HeaderNames.IF_MATCH, List::of);
    String value = String.join(",", values).strip();
    if (values.isEmpty() || value.equals("*")) {
      return new IfMatch(Optional.empty());
    }
    return new IfMatch(Optional.of(parse(value)));
  }

  private static List<String> parse(String value) {
    List<String> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(value);
    int end = 0;
    boolean more = true;
    while (more && value.length() <= MAX_LENGTH && tag.find(end) && tag.start() == end) {
      // A weak tag never matches: it does not promise the very same version.
      if (tag.group("weak") == null) {
        tags.add(tag.group("tag"));
      }
      end = tag.end();
      more = tag.group(3).equals(",");
    }
    if (more || end != value.length()) {
      throw new ProblemException(Problem.malformed("If-Match is not a list of entity tags"));
    }
    return tags;
  }

  /** Refuses a version that is none of those. */
  void check(long version) {
    if (tags.isPresent() && !tags.get().contains(String.valueOf(version))) {
      throw new ProblemException(Problem.staleVersion(version));
    }
  }

  /** A version as an entity tag. */
  static String tag(long version) {
    return "\"" + version + "\"";
  }
}
