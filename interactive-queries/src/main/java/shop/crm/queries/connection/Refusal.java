package shop.crm.queries.connection;

import java.util.Locale;
import shop.crm.queries.connection.http2.Frame;
import shop.crm.queries.connection.http2.Http2Error;

/** Why a request or a connection is not served; the labels of the metric are these. */
public enum Refusal {
  /** Bytes that are not the head of a request. */
  MALFORMED_HEAD(400),
  /** A body whose framing is wrong. */
  MALFORMED_BODY(400),
  /** A body that ended before its end. */
  UNFINISHED_BODY(400),
  /** A path that could be spelt otherwise, or names another host. */
  PATH_NOT_NORMAL(400),
  /** A header that may stand there once and stands there twice. */
  REPEATED_HEADER(400),
  URI_TOO_LONG(414),
  HEAD_TOO_LARGE(431),
  /** A page of another site sent it. */
  FOREIGN_ORIGIN(403),
  /** A POST as a form of any site could send it. */
  FORM_POST(403),
  /** A call between instances that does not prove where it comes from. */
  UNSIGNED(401),
  /** What came on a listener with TLS is not TLS, or nothing that both ends know. */
  HANDSHAKE_FAILED(Refusal.SILENT),
  /** The keys of TLS were not agreed on in time. */
  HANDSHAKE_TIMEOUT(Refusal.SILENT),
  /** The head did not come in time. */
  HEAD_TIMEOUT(Refusal.SILENT),
  /** The body did not come on. */
  BODY_TIMEOUT(Refusal.SILENT),
  /** The answer was not taken. */
  WRITE_TIMEOUT(Refusal.SILENT),
  /** Frames of HTTP/2 that break its rules. */
  MALFORMED_FRAME(Refusal.SILENT),
  /** More frames than anybody needs: a flood of those that cost their sender nothing. */
  TOO_MANY_FRAMES(Refusal.SILENT),
  /** More streams at once than a connection has. */
  TOO_MANY_STREAMS(Refusal.SILENT),
  /** It had to make room for another connection. */
  NO_ROOM(Refusal.SILENT);

  /** Closed without an answer. */
  private static final int SILENT = 0;

  private final int status;

  Refusal(int status) {
    this.status = status;
  }

  /** The status that it is answered with; 0 where the connection is closed without an answer. */
  public int status() {
    return status;
  }

  /**
   * What a fault in HTTP/2 is counted as.
   *
   * @param type of the frame that it was found in
   */
  static Refusal of(Http2Error error, int type) {
    return switch (error.code()) {
      case ENHANCE_YOUR_CALM -> TOO_MANY_FRAMES;
      case REFUSED_STREAM -> TOO_MANY_STREAMS;
      case PROTOCOL_ERROR ->
          switch (type) {
            case Frame.HEADERS -> MALFORMED_HEAD;
            case Frame.DATA -> MALFORMED_BODY;
            default -> MALFORMED_FRAME;
          };
      default -> MALFORMED_FRAME;
    };
  }

  /** Its name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
