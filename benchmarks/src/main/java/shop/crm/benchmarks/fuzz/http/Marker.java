package shop.crm.benchmarks.fuzz.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import shop.crm.benchmarks.fuzz.access.Bearing;
import shop.crm.benchmarks.wire.Answer;

/**
 * A good request sent behind another: whether its answer comes, tells where that one ended.
 *
 * @param authority of the server
 * @param who sends it
 */
record Marker(String authority, Bearing who) {

  /** Whose request it is. */
  static final String TENANT = "fuzz-marker";

  private static final String ECHO = "\"tenant_id\":\"" + TENANT + "\"";

  /** Bytes with it behind. */
  byte[] behind(byte[] request) {
    byte[] marker =
        ("GET /api/v1/segments/rfm-champions HTTP/1.1\r\nHost: "
                + authority
                + "\r\n"
                + String.join("\r\n", who.headers())
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] both = Arrays.copyOf(request, request.length + marker.length);
    System.arraycopy(marker, 0, both, request.length, marker.length);
    return both;
  }

  /** Whether an answer is the one to it. */
  static boolean isAnsweredBy(Answer answer) {
    return answer.status() == 200 && answer.text().contains(ECHO);
  }
}
