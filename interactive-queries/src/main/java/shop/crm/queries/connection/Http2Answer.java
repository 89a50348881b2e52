package shop.crm.queries.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import shop.crm.queries.connection.http2.AnswerEncoder;

/** Reads an answer as the HTTP library writes it in HTTP/1.1, and tells its parts. */
final class Http2Answer {

  /** Takes the parts. */
  interface Parts {
    /**
     * Takes a head.
     *
     * @param block its fields, compressed
     * @param last whether that is all of the answer
     */
    void head(byte[] block, boolean last);

    /** Takes some content; that it is the last may come with none. */
    void content(byte[] content, boolean last);
  }

  private enum Part {
    HEAD,
    MEASURED_BODY,
    CHUNKED_BODY,
    ENDED
  }

  /** What is about a connection and not about an answer. */
  private static final Set<String> OF_CONNECTIONS =
      Set.of("connection", "keep-alive", "transfer-encoding", "upgrade", "trailer");

  /** Statuses stand behind the version. */
  private static final int STATUS = "HTTP/1.1 ".length();

  private final boolean headOnly;
  private final Parts parts;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream(512);
  private final ChunkedBody chunks = new ChunkedBody();
  private Part part = Part.HEAD;
  private long left;

  /**
   * One that begins.
   *
   * @param headOnly whether no content follows, whatever the head says
   */
  Http2Answer(boolean headOnly, Parts parts) {
    this.headOnly = headOnly;
    this.parts = parts;
  }

  /** Whether all of it has come. */
  boolean isEnded() {
    return part == Part.ENDED;
  }

  /** Takes what was written. */
  void accept(byte[] in) {
    int at = 0;
    while (at < in.length && part != Part.ENDED) {
      at =
          switch (part) {
            case HEAD -> head(in, at);
            case MEASURED_BODY -> measured(in, at);
            case CHUNKED_BODY -> chunked(in, at);
            case ENDED -> in.length;
          };
    }
  }

  private int head(byte[] in, int at) {
    int before = held.size();
    held.write(in, at, in.length - at);
    byte[] all = held.toByteArray();
    int end = AnswerFraming.endOfHead(all);
    if (end < 0) {
      return in.length;
    }
    held.reset();
    begin(new String(all, 0, end, StandardCharsets.ISO_8859_1));
    return at + end - before;
  }

  private void begin(String head) {
    String[] lines = head.split("\r\n");
    String status = lines[0].substring(STATUS, STATUS + 3);
    List<Header> fields = new ArrayList<>(lines.length);
    fields.add(new BasicHeader(":status", status));
    boolean chunked = false;
    long length = 0;
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      String value = lines[i].substring(colon + 1).strip();
      chunked |= name.equals("transfer-encoding");
      if (name.equals("content-length")) {
        length = Long.parseLong(value);
      }
      if (!OF_CONNECTIONS.contains(name)) {
        fields.add(new BasicHeader(name, value));
      }
    }
    // Before the answer itself: 100, to one who asks for it.
    if (!status.startsWith("1")) {
      boolean empty = headOnly || status.equals("204") || status.equals("304");
      left = length;
      part = chunked ? Part.CHUNKED_BODY : Part.MEASURED_BODY;
      if (empty || !chunked && length == 0) {
        part = Part.ENDED;
      }
    }
    parts.head(AnswerEncoder.block(fields), part == Part.ENDED);
  }

  private int measured(byte[] in, int at) {
    int piece = (int) Math.min(left, in.length - at);
    left -= piece;
    if (left == 0) {
      part = Part.ENDED;
    }
    parts.content(Arrays.copyOfRange(in, at, at + piece), left == 0);
    return at + piece;
  }

  private int chunked(byte[] in, int at) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(in.length - at);
    int next = chunks.read(in, at, in.length, data);
    if (chunks.isDone()) {
      part = Part.ENDED;
    }
    if (data.size() > 0 || chunks.isDone()) {
      parts.content(data.toByteArray(), chunks.isDone());
    }
    return next;
  }
}
