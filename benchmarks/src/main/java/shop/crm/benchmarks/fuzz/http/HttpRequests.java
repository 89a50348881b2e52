package shop.crm.benchmarks.fuzz.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.crm.benchmarks.fuzz.access.Bearing;
import shop.crm.benchmarks.fuzz.access.Bearings;
import shop.crm.benchmarks.fuzz.http.FuzzRequest.Wanted;
import shop.crm.benchmarks.odd.Dice;

/**
 * Malformed requests: that of a number depends on the seed and its number alone, but for the keys
 * that it has where the service asks for some.
 *
 * @param seed of all
 * @param authority of the server, for {@code Host}
 * @param operations that are asked for
 * @param bearings who asks
 */
record HttpRequests(long seed, String authority, List<Operation> operations, Bearings bearings) {

  static final List<String> TENANTS = List.of("fuzz-0", "fuzz-1", "fuzz-2");

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final Set<String> BODIED = Set.of("POST", "PUT", "PATCH");
  private static final List<String> TOKENS =
      List.of("TRACE", "OPTIONS", "HEAD", "PROPFIND", "get", "PUT", "DELETE", "PATCH", "POST");
  private static final List<String> NO_TOKENS =
      List.of("", "G\u00E9T", "A".repeat(300), "GET\t", "CONNECT", "*", "G(T");
  private static final List<String> OTHER_TYPES =
      List.of("text/plain", "application/xml", "text/html", "application/octet-stream");
  private static final int MOST_FRAMED = 70_000;
  private static final int CHUNK = 7_000;

  HttpRequests {
    operations = List.copyOf(operations);
  }

  /** Line and headers as they are put together. */
  private record Head(String method, String target, List<String> headers, Framing framing) {

    String text() {
      return method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n";
    }
  }

  /** The request of a number. */
  FuzzRequest make(long number) {
    Dice dice = Dice.cast(seed, number);
    Operation operation = dice.any(operations);
    String tenant = dice.any(TENANTS);
    String method = method(operation, dice);
    boolean oddPath = dice.chance(0.04);
    String target =
        oddPath ? Targets.odd(dice) : Targets.of(operation, tenant, bearings.ids(), dice);
    Optional<FuzzBody> body = body(operation, method, tenant, dice);
    Optional<OddHeader> odd =
        dice.chance(0.25) ? Optional.of(OddHeader.draw(dice)) : Optional.empty();
    Bearing who = bearings.draw(operation.scope(), tenant, dice);
    Asked asked = new Asked(operation, method, target, oddPath, who, odd);
    Head head = head(asked, body);
    String category = asked.category(body);
    byte[] payload = body.map(FuzzBody::bytes).orElseGet(() -> new byte[0]);
    if (dice.chance(0.2)) {
      byte[] some = payload.length > MOST_FRAMED ? new byte[0] : payload;
      Framings.Framed framed = Framings.of(head.text(), some, dice);
      Framing framing = weaker(head.framing(), framed.framing());
      Wanted wanted = new Wanted(Set.of(), asked.mustBeRefused());
      String kind = "framing: " + framed.kind();
      return new FuzzRequest(number, operation, method, kind, framing, wanted, framed.bytes());
    }
    boolean chunked = body.isPresent() && dice.chance(0.1);
    byte[] bytes = chunked ? chunked(head.text(), payload) : sized(head.text(), payload, body);
    Wanted wanted = asked.wanted(operations);
    return new FuzzRequest(number, operation, method, category, head.framing(), wanted, bytes);
  }

  /** What is left to be said where two things are wrong at once. */
  private static Framing weaker(Framing head, Framing framed) {
    boolean clear = head == Framing.WHOLE || framed == Framing.CUT || framed == Framing.BROKEN;
    return clear ? framed : Framing.DOUBTFUL;
  }

  private static String method(Operation operation, Dice dice) {
    if (dice.chance(0.97)) {
      return operation.method();
    }
    return dice.chance(0.6) ? dice.any(TOKENS) : dice.any(NO_TOKENS);
  }

  private static Optional<FuzzBody> body(
      Operation operation, String method, String tenant, Dice dice) {
    if (!operation.takesBody() || !BODIED.contains(method)) {
      byte[] unwanted = "{}".repeat(dice.of(1, 1_000)).getBytes(LATIN);
      return dice.chance(0.05)
          ? Optional.of(new FuzzBody("unwanted", "application/json", unwanted))
          : Optional.empty();
    }
    FuzzBody body =
        operation.path().endsWith(":import")
            ? ImportBodies.draw(dice)
            : JsonBodies.of(operation, tenant, dice);
    return Optional.of(
        dice.chance(0.06) ? new FuzzBody("media type", dice.any(OTHER_TYPES), body.bytes()) : body);
  }

  private Head head(Asked asked, Optional<FuzzBody> body) {
    List<String> headers = new ArrayList<>();
    Optional<OddHeader> odd = asked.odd();
    headers.add("Host: " + authority);
    headers.addAll(asked.who().headers());
    if (asked.operation().internal()) {
      headers.add("Connection: close");
    }
    body.ifPresent(it -> headers.add("Content-Type: " + it.mediaType()));
    odd.ifPresent(it -> headers.removeIf(header -> it.replaces(header)));
    odd.ifPresent(it -> headers.add(it.text()));
    boolean clear =
        asked.who().clear()
            && Targets.visible(asked.target())
            && !NO_TOKENS.contains(asked.method());
    Framing framing = clear ? odd.map(OddHeader::framing).orElse(Framing.WHOLE) : Framing.DOUBTFUL;
    return new Head(asked.method(), asked.target(), headers, framing);
  }

  private static byte[] sized(String head, byte[] payload, Optional<FuzzBody> body) {
    String length = body.isPresent() ? "Content-Length: " + payload.length + "\r\n" : "";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((head + length + "\r\n").getBytes(LATIN));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] chunked(String head, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(LATIN));
    for (int at = 0; at < payload.length; at += CHUNK) {
      int size = Math.min(CHUNK, payload.length - at);
      out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(LATIN));
      out.write(payload, at, size);
      out.writeBytes("\r\n".getBytes(LATIN));
    }
    out.writeBytes("0\r\n\r\n".getBytes(LATIN));
    return out.toByteArray();
  }
}
