package shop.crm.queries.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags, RFC 9110 §8.8.3. That of what is read is {@code "VERSION-CONTENT"}: it changes with
 * every byte, figures of the stream among them, and still tells the version that a change is made
 * to. The version alone is a tag, too: that of the answer to a change.
 */
public final class EntityTags {

  /** Behind the tag of content that is sent compressed: its bytes are others. */
  public static final String COMPRESSED = "-gzip";

  private static final int MAX_LENGTH = 4_096;
  private static final int HASH_BYTES = 12;
  private static final Pattern TAG =
      Pattern.compile("(?<weak>W/)?\"(?<tag>[\\x21\\x23-\\x7E]*)\"[ \\t]*(?=,|$)");
  private static final Pattern BETWEEN = Pattern.compile("[ \\t,]*");

  private EntityTags() {}

  /** One of a list. */
  record Tag(boolean weak, String text) {}

  /** Of a version alone. */
  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /** Of a version as it is read now. */
  public static String of(long version, byte[] content) {
    return "\"" + version + "-" + hash(content) + "\"";
  }

  /** Of what has no versions. */
  public static String of(byte[] content) {
    return "\"" + hash(content) + "\"";
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The tags that a request names.
   *
   * @return nothing where it has no such header; no tags where any will do
   */
  public static Optional<List<Tag>> of(ServerRequest request, HeaderName header) {
    List<String> values = request.headers().all(header, List::of);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String value = String.join(",", values).strip();
    return Optional.of(value.equals("*") ? List.of() : parse(header, value));
  }

  /** A list, in which empty elements mean nothing, RFC 9110 §5.6.1. */
  private static List<Tag> parse(HeaderName header, String value) {
    List<Tag> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(value);
    Matcher between = BETWEEN.matcher(value);
    int at = behind(between, 0);
    while (at < value.length()
        && value.length() <= MAX_LENGTH
        && tag.find(at)
        && tag.start() == at) {
      tags.add(new Tag(tag.group("weak") != null, tag.group("tag")));
      at = behind(between, tag.end());
    }
    if (tags.isEmpty() || at != value.length()) {
      throw new ProblemException(
          Problem.malformed(header.defaultCase() + " is not a list of entity tags"));
    }
    return tags;
  }

  private static int behind(Matcher between, int from) {
    return between.find(from) && between.start() == from ? between.end() : from;
  }

  /** Sends what is read, or 304 to one who has it. */
  public static void send(
      ServerRequest request, ServerResponse response, String tag, byte[] content) {
    response.header(HeaderNames.ETAG, tag);
    if (isKnown(request, tag)) {
      sendNotModified(response);
    } else {
      response.send(content);
    }
  }

  /** Sends nothing of what was read, but that it is the same. */
  public static void sendNotModified(ServerResponse response) {
    response.headers().remove(HeaderNames.CONTENT_TYPE);
    response.status(Status.NOT_MODIFIED_304).send();
  }

  /** Whether the caller has what is tagged so, compressed or not. */
  public static boolean isKnown(ServerRequest request, String tag) {
    return of(request, HeaderNames.IF_NONE_MATCH)
        .filter(tags -> tags.isEmpty() || tags.stream().anyMatch(one -> isOf(one, tag)))
        .isPresent();
  }

  private static boolean isOf(Tag one, String tag) {
    String text = one.text();
    String plain =
        text.endsWith(COMPRESSED) ? text.substring(0, text.length() - COMPRESSED.length()) : text;
    return tag.equals("\"" + plain + "\"");
  }
}
