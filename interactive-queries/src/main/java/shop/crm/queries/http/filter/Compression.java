package shop.crm.queries.http.filter;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import shop.crm.queries.http.EntityTags;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Inflated;

/**
 * Content that is compressed by gzip, both ways: the HTTP library asks here how to encode and
 * decode. Its own module compresses every answer, however short, streams of events too, and tells
 * neither {@code Vary} nor another entity tag.
 */
public final class Compression implements ContentEncodingContext {

  /** Shorter answers are sent as they are. */
  public static final int LEAST = 1_024;

  private static final String GZIP = "gzip";
  private static final Set<String> NAMES = Set.of(GZIP, "x-gzip");
  private static final String NOT_CHANGED = "identity";
  private static final Pattern WISH =
      Pattern.compile("\\s*([^\\s;,]+)\\s*(?:;\\s*q\\s*=\\s*([0-9.]+)\\s*)?");
  private static final int BUFFER = 8 << 10;

  /** Refuses a body that is encoded in another way, RFC 9110 §8.4. */
  public static void refuseOthers(
      FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.content().hasEntity()) {
      List<String> encodings = request.headers().all(HeaderNames.CONTENT_ENCODING, List::of);
      boolean known =
          encodings.isEmpty()
              || encodings.size() == 1
                  && (isGzip(encodings.getFirst())
                      || encodings.getFirst().equalsIgnoreCase(NOT_CHANGED));
      if (!known) {
        throw new ProblemException(Problem.unsupportedEncoding());
      }
    }
    chain.proceed();
  }

  private static boolean isGzip(String encoding) {
    return NAMES.contains(encoding.toLowerCase(Locale.ROOT));
  }

  /** What is said of gzip decides, else what is said of all. */
  private static boolean accepts(Headers headers) {
    double ofGzip = -1;
    double ofAll = 0;
    for (String value : headers.all(HeaderNames.ACCEPT_ENCODING, List::of)) {
      for (String wish : value.split(",")) {
        Matcher one = WISH.matcher(wish);
        if (one.matches()) {
          double quality = quality(one.group(2));
          ofGzip = isGzip(one.group(1)) ? Math.max(ofGzip, quality) : ofGzip;
          ofAll = one.group(1).equals("*") ? quality : ofAll;
        }
      }
    }
    return ofGzip >= 0 ? ofGzip > 0 : ofAll > 0;
  }

  private static double quality(String text) {
    try {
      return text == null ? 1 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public boolean contentEncodingEnabled() {
    return true;
  }

  @Override
  public boolean contentDecodingEnabled() {
    return true;
  }

  @Override
  public boolean contentEncodingSupported(String name) {
    return isGzip(name);
  }

  /** All: what is not known is refused where a problem can say so. */
  @Override
  public boolean contentDecodingSupported(String name) {
    return true;
  }

  @Override
  public ContentEncoder encoder(String name) {
    return new Answer(isGzip(name));
  }

  @Override
  public ContentDecoder decoder(String name) {
    return isGzip(name) ? Inflated::new : ContentDecoder.NO_OP;
  }

  @Override
  public ContentEncoder encoder(Headers headers) {
    return new Answer(accepts(headers));
  }

  @Override
  public ContentEncodingContextConfig prototype() {
    return ContentEncodingContextConfig.create();
  }

  /** Fast: most of what there is to gain is gained at once. */
  private static OutputStream compressed(OutputStream out) {
    try {
      return new GZIPOutputStream(out, BUFFER) {
        {
          def.setLevel(Deflater.BEST_SPEED);
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException("the answer cannot be begun", e);
    }
  }

  /**
   * One answer. Of a stream the library tells the headers first; of a whole answer the content, in
   * one piece, so that its length decides.
   */
  private static final class Answer implements ContentEncoder {

    private final boolean wanted;
    private boolean decided;
    private boolean compresses;

    Answer(boolean wanted) {
      this.wanted = wanted;
    }

    private void decide(boolean worthIt) {
      if (!decided) {
        decided = true;
        compresses = wanted && worthIt;
      }
    }

    @Override
    public void headers(WritableHeaders<?> headers) {
      // What waits to be compressed comes late: events are sent as they are.
      decide(!headers.contains(Route.EVENT_STREAM));
      vary(headers);
      if (compresses) {
        headers.set(HeaderNames.CONTENT_ENCODING, GZIP);
        headers.remove(HeaderNames.CONTENT_LENGTH);
        if (headers.contains(HeaderNames.ETAG)) {
          String tag = headers.get(HeaderNames.ETAG).get();
          headers.set(HeaderNames.ETAG, tag.replaceFirst("\"$", EntityTags.COMPRESSED + "\""));
        }
      }
    }

    private static void vary(WritableHeaders<?> headers) {
      List<String> all = new ArrayList<>(headers.all(HeaderNames.VARY, List::of));
      all.add(HeaderNames.ACCEPT_ENCODING.defaultCase());
      headers.set(HeaderNames.VARY, String.join(", ", all));
    }

    @Override
    public OutputStream apply(OutputStream network) {
      if (decided) {
        return compresses ? compressed(network) : network;
      }
      return new FilterOutputStream(network) {
        @Override
        public void write(byte[] content, int from, int length) throws IOException {
          decide(length >= LEAST);
          if (compresses) {
            out = compressed(network);
          }
          out.write(content, from, length);
        }
      };
    }
  }
}
