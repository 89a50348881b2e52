package shop.crm.queries.connection;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of a connection, request by request. It takes them as they come, however they are cut,
 * and gives back what may be passed on: a head only when it is whole and right, a body byte by byte
 * with its framing checked. From the first wrong byte on nothing is passed on any more.
 */
final class RequestFraming {

  /** Bytes of a request's target. */
  static final int MAX_TARGET = 8_192;

  /** Bytes of a request's head, its target among them. */
  static final int MAX_HEAD = 24_576;

  private static final byte[] NOTHING = {};

  private enum Part {
    HEAD,
    MEASURED_BODY,
    CHUNKED_BODY,
    /** The last request has come whole: whatever follows is none. */
    ENDED,
    REFUSED
  }

  private final HeadScanner scanner = new HeadScanner();
  private Part part = Part.HEAD;

  /** What has come of a head that is not whole. */
  private byte[] held = NOTHING;

  private int heldLength;
  private boolean last;
  private long left;
  private long bodyBytes;
  private ChunkedBody chunks = new ChunkedBody();
  private Optional<Refusal> refusal = Optional.empty();

  /** What has come behind a request that must be answered first. */
  private byte[] later = NOTHING;

  /** Read by whoever writes the answer. */
  private volatile Optional<AnswerFraming> answer = Optional.empty();

  /** Why nothing is passed on any more. */
  Optional<Refusal> refusal() {
    return refusal;
  }

  /** Whether the last request has come whole, and nothing of another. */
  boolean isBetweenRequests() {
    return part == Part.HEAD && heldLength == 0 || part == Part.ENDED;
  }

  /** Whether the caller wants no more answers than those to what has come. */
  boolean isEnded() {
    return part == Part.ENDED;
  }

  /** How the request that has begun last is answered, if not as the HTTP library does it. */
  Optional<AnswerFraming> answer() {
    return answer;
  }

  /**
   * What was held back behind a request, to be taken next: whoever wants more of the connection has
   * answered that by now.
   */
  Optional<byte[]> later() {
    if (later.length == 0) {
      return Optional.empty();
    }
    byte[] more = later;
    later = NOTHING;
    return Optional.of(more);
  }

  /** Whether a body is coming. */
  boolean isInBody() {
    return part == Part.MEASURED_BODY || part == Part.CHUNKED_BODY;
  }

  /** How many bytes of the present body have come. */
  long bodyBytes() {
    return bodyBytes;
  }

  /**
   * Takes what has come. A request whose answer is written otherwise than those of the requests
   * before or behind it is not passed on together with them: see {@link #later()}.
   *
   * @return what of it may be passed on; the very array where all of it may
   */
  byte[] accept(byte[] in) {
    Passed passed = new Passed(in);
    int at = 0;
    try {
      while (at < in.length && part != Part.REFUSED) {
        at =
            switch (part) {
              case HEAD -> head(in, at, passed);
              case MEASURED_BODY -> measured(in, at, passed);
              case CHUNKED_BODY -> chunked(in, at, passed);
              case ENDED, REFUSED -> in.length;
            };
      }
    } catch (RefusedRequest e) {
      part = Part.REFUSED;
      refusal = Optional.of(e.refusal());
      held = NOTHING;
      heldLength = 0;
    }
    return passed.bytes();
  }

  /** Most heads come at once, and are read where they are; another is held until it is whole. */
  private int head(byte[] in, int at, Passed passed) {
    if (heldLength == 0) {
      int end = scanner.end(in, at, in.length);
      if (end < 0) {
        hold(in, at);
        return in.length;
      }
      RequestHead head = RequestHead.read(in, at, end);
      if (!passed.isEmpty() && (answer.isPresent() || head.answer().isPresent())) {
        later = Arrays.copyOfRange(in, at, in.length);
        return in.length;
      }
      if (head.isPlain()) {
        passed.as(at, end);
      } else {
        passed.instead(head.plain());
      }
      begin(head);
      return end;
    }
    int before = heldLength;
    hold(in, at);
    int end = scanner.end(held, 0, heldLength);
    if (end < 0) {
      return in.length;
    }
    RequestHead head = RequestHead.read(held, 0, end);
    passed.instead(head.isPlain() ? Arrays.copyOf(held, end) : head.plain());
    held = NOTHING;
    heldLength = 0;
    begin(head);
    return at + end - before;
  }

  private void hold(byte[] in, int at) {
    // Not more than can be a head: the scanner refuses what is longer.
    int more = Math.min(in.length - at, MAX_HEAD + 1 - heldLength);
    if (held.length < heldLength + more) {
      held = Arrays.copyOf(held, Math.max(heldLength + more, Math.min(2 * held.length, MAX_HEAD)));
    }
    System.arraycopy(in, at, held, heldLength, more);
    heldLength += more;
  }

  private void begin(RequestHead head) {
    long length = head.bodyLength();
    bodyBytes = 0;
    last = head.isLast();
    answer = head.answer();
    if (length == RequestHead.CHUNKED) {
      chunks = new ChunkedBody();
      part = Part.CHUNKED_BODY;
    } else if (length > 0) {
      left = length;
      part = Part.MEASURED_BODY;
    } else {
      end();
    }
  }

  private void end() {
    part = last ? Part.ENDED : Part.HEAD;
  }

  private int measured(byte[] in, int at, Passed passed) {
    int piece = (int) Math.min(left, in.length - at);
    passed.as(at, at + piece);
    left -= piece;
    bodyBytes += piece;
    if (left == 0) {
      end();
    }
    return at + piece;
  }

  private int chunked(byte[] in, int at, Passed passed) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(in.length - at);
    try {
      return chunks.read(in, at, in.length, data);
    } finally {
      bodyBytes += data.size();
      passed.chunk(data.toByteArray());
      if (chunks.isDone()) {
        passed.instead(ChunkedBody.LAST);
        end();
      }
    }
  }

  /** What is passed on of an array: a run of it as it stands, as long as nothing else comes in. */
  private static final class Passed {

    private final byte[] in;
    private int from;
    private int to;
    private Optional<ByteArrayOutputStream> changed = Optional.empty();

    Passed(byte[] in) {
      this.in = in;
    }

    boolean isEmpty() {
      return to == from && changed.isEmpty();
    }

    void as(int begin, int end) {
      if (begin != to) {
        change();
        from = begin;
      }
      to = end;
    }

    void instead(byte[] other) {
      change().writeBytes(other);
    }

    void chunk(byte[] data) {
      ChunkedBody.frame(data, change());
    }

    private ByteArrayOutputStream change() {
      ByteArrayOutputStream out =
          changed.orElseGet(() -> new ByteArrayOutputStream(in.length + 64));
      changed = Optional.of(out);
      out.write(in, from, to - from);
      from = to;
      return out;
    }

    byte[] bytes() {
      if (changed.isPresent()) {
        return change().toByteArray();
      }
      return from == 0 && to == in.length ? in : Arrays.copyOfRange(in, from, to);
    }
  }
}
