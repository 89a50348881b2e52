package shop.crm.queries.connection.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.util.ByteArrayBuffer;

/** A client that sends whatever frames a test wants, and reads what comes, stream by stream. */
public final class FrameClient implements AutoCloseable {

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  /** What has come on a stream. */
  public static final class Answer {

    private final Map<String, String> fields = new HashMap<>();
    private final List<String> statuses = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean ended;
    private Optional<H2Error> reset = Optional.empty();

    /** All of them: 100 may come before another. */
    public List<String> statuses() {
      return statuses;
    }

    public String status() {
      return statuses.getLast();
    }

    public String field(String name) {
      return fields.getOrDefault(name, "");
    }

    public byte[] body() {
      return body.toByteArray();
    }

    public String text() {
      return body.toString(US_ASCII);
    }

    public boolean isEnded() {
      return ended;
    }

    public Optional<H2Error> reset() {
      return reset;
    }
  }

  private final Socket socket;
  private final FrameReader frames;
  private final HPackEncoder encoder = new HPackEncoder(4_096, US_ASCII);
  private final HPackDecoder decoder = new HPackDecoder(4_096, US_ASCII);
  private final Map<Integer, Answer> answers = new HashMap<>();
  private final String authority;
  private Optional<H2Error> goneAway = Optional.empty();
  private final List<Frame> others = new ArrayList<>();
  private boolean reading = true;
  private int last = -1;

  /** Connects, with the settings that there are without any. */
  public FrameClient(int port, int... settings) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    authority = "127.0.0.1:" + port;
    InputStream in = socket.getInputStream();
    frames = new FrameReader(new byte[0], () -> some(in));
    write(PREFACE);
    write(Http2Settings.of(settings));
  }

  private static byte[] some(InputStream in) {
    byte[] bytes = new byte[65_536];
    try {
      int count = in.read(bytes);
      return count < 0 ? null : Arrays.copyOf(bytes, count);
    } catch (SocketException _) {
      // Reset: nothing more comes.
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives back no window from now on. */
  public void takeNothing() {
    reading = false;
  }

  public void write(byte[]... some) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] bytes : some) {
      all.writeBytes(bytes);
    }
    socket.getOutputStream().write(all.toByteArray());
  }

  /** Writes as long as the other end takes it: it may have had enough. */
  public void writeOn(byte[] bytes, int times) {
    try {
      for (int i = 0; i < times; i++) {
        write(bytes);
      }
    } catch (IOException _) {
      // It has had enough: what it said of that is read by the test.
      return;
    }
  }

  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return new Frame(type, flags, stream, payload).bytes();
  }

  public byte[] block(String... namesAndValues) throws IOException {
    List<Header> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new BasicHeader(namesAndValues[i], namesAndValues[i + 1]));
    }
    ByteArrayBuffer block = new ByteArrayBuffer(256);
    encoder.encodeHeaders(block, fields, true);
    return block.toByteArray();
  }

  /** The block of a request. */
  public byte[] request(String method, String path, String... more) throws IOException {
    String[] pseudo = {
      ":method", method, ":scheme", "http", ":path", path, ":authority", authority
    };
    String[] all = Arrays.copyOf(pseudo, pseudo.length + more.length);
    System.arraycopy(more, 0, all, pseudo.length, more.length);
    return block(all);
  }

  /** The stream that a client opens next. */
  public int next() {
    last += 2;
    return last;
  }

  /** A request without a body. */
  public int ask(String method, String path, String... fields) throws IOException {
    int id = next();
    write(Frame.headers(id, request(method, path, fields), true));
    return id;
  }

  /** A request whose body is still to come. */
  public int begin(String method, String path, String... fields) throws IOException {
    int id = next();
    write(Frame.headers(id, request(method, path, fields), false));
    return id;
  }

  public void data(int id, byte[] content, boolean end) throws IOException {
    write(Frame.data(id, content, 0, content.length, end));
  }

  /** Reads on; whether there was something. */
  public boolean read() throws IOException {
    Optional<Frame> next = frames.next();
    if (next.isPresent()) {
      take(next.get());
    }
    return next.isPresent();
  }

  private void take(Frame frame) throws IOException {
    Answer answer = soFar(frame.stream());
    switch (frame.type()) {
      case Frame.HEADERS -> {
        for (Header field : fields(frame.payload())) {
          if (field.getName().equals(":status")) {
            answer.statuses.add(field.getValue());
          }
          answer.fields.put(field.getName(), field.getValue());
        }
        answer.ended = frame.has(Frame.END_STREAM);
      }
      case Frame.DATA -> {
        answer.body.writeBytes(frame.payload());
        answer.ended = frame.has(Frame.END_STREAM);
        int length = frame.payload().length;
        if (reading && length > 0) {
          write(Frame.windowUpdate(0, length), Frame.windowUpdate(frame.stream(), length));
        }
      }
      case Frame.RST_STREAM -> answer.reset = Optional.of(H2Error.getByCode(frame.number()));
      case Frame.GOAWAY ->
          goneAway = Optional.of(H2Error.getByCode(ByteBuffer.wrap(frame.payload()).getInt(4)));
      default -> others.add(frame);
    }
  }

  private List<Header> fields(byte[] block) {
    try {
      return decoder.decodeHeaders(ByteBuffer.wrap(block));
    } catch (HttpException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The answer to a request, when it has come or the stream was reset. */
  public Answer answer(int id) throws IOException {
    return await(id, answer -> answer.ended || answer.reset.isPresent());
  }

  /** With what a stream is reset, whatever came before. */
  public H2Error reset(int id) throws IOException {
    return await(id, answer -> answer.reset.isPresent()).reset.get();
  }

  /** Reads until enough has come on a stream. */
  public Answer await(int id, Predicate<Answer> enough) throws IOException {
    Answer answer = soFar(id);
    while (!enough.test(answer)) {
      if (!read()) {
        throw new IllegalStateException("the connection has ended: " + goneAway);
      }
    }
    return answer;
  }

  /** What has come so far on a stream. */
  public Answer soFar(int id) {
    return answers.computeIfAbsent(id, _ -> new Answer());
  }

  /** Reads to the end of the connection: what the other end said before; nothing for nothing. */
  public Optional<H2Error> end() throws IOException {
    boolean more = true;
    while (more) {
      more = read();
    }
    return goneAway;
  }

  /** The next frame of a type that is of no answer. */
  public Frame other(int type) throws IOException {
    while (others.stream().noneMatch(frame -> frame.type() == type)) {
      if (!read()) {
        throw new IllegalStateException("the connection has ended: " + goneAway);
      }
    }
    Frame first = others.stream().filter(frame -> frame.type() == type).findFirst().orElseThrow();
    others.remove(first);
    return first;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
