package shop.crm.benchmarks.fuzz.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import shop.crm.benchmarks.wire.Answer;

/** A good request sent behind another: whether its answer comes, tells where that one ended. */
final class Marker {

  private static final String TENANT = "fuzz-marker";
  private static final String ECHO = "\"tenant_id\":\"" + TENANT + "\"";

  private Marker() {}

  /** Bytes with it behind. */
  static byte[] behind(byte[] request, String authority) {
    byte[] marker =
        ("GET /api/v1/segments/rfm-champions HTTP/1.1\r\nHost: "
                + authority
                + "\r\nX-Tenant-ID: "
                + TENANT
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
