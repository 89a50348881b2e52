package shop.crm.queries.connection;

/**
 * Finds the end of a head, and refuses as soon as one byte of it cannot belong to a head: so nobody
 * waits for the rest of what is no request.
 */
final class HeadScanner {

  private static final int MAX_REQUEST_LINE = RequestFraming.MAX_TARGET + 64;

  private int at;
  private int lineFrom;

  /**
   * Looks on from where it stopped.
   *
   * @param from where the head begins
   * @param to behind what has come of it
   * @return behind the empty line that ends it; -1 where more of it must come
   */
  int end(byte[] bytes, int from, int to) {
    for (int i = from + at; i < to; i++) {
      byte c = bytes[i];
      if (c == '\n') {
        if (i == from || bytes[i - 1] != '\r' || i == from + 1) {
          throw new RefusedRequest(Refusal.MALFORMED_HEAD);
        }
        if (i - 1 == from + lineFrom) {
          at = 0;
          lineFrom = 0;
          return i + 1;
        }
        lineFrom = i + 1 - from;
      } else if (Characters.isControl(c) && c != '\r' && c != '\t') {
        throw new RefusedRequest(Refusal.MALFORMED_HEAD);
      } else if (i - from >= RequestFraming.MAX_HEAD) {
        throw new RefusedRequest(Refusal.HEAD_TOO_LARGE);
      } else if (lineFrom == 0 && i - from >= MAX_REQUEST_LINE) {
        throw new RefusedRequest(Refusal.URI_TOO_LONG);
      }
    }
    at = to - from;
    return -1;
  }
}
