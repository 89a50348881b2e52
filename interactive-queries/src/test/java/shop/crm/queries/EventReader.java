package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.feed.Blocks;

/** A client of the live feed: it reads what it is asked for, and nothing meanwhile. */
final class EventReader implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> answer;
  private final BufferedReader lines;
  private final Blocks blocks = new Blocks();

  private EventReader(HttpResponse<InputStream> answer) {
    this.answer = answer;
    this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** Opens a stream, or is refused. */
  static EventReader open(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new EventReader(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path + " was not answered", e);
    }
  }

  /** The answer as far as the first block. */
  Reply reply() {
    Map<String, String> headers = new TreeMap<>();
    answer.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    StringBuilder body = new StringBuilder();
    if (answer.statusCode() == 200) {
      block().fields().forEach((name, value) -> body.append(name + ": " + value + "\n"));
    } else {
      lines.lines().forEach(body::append);
    }
    return new Reply(answer.statusCode(), headers, body.toString());
  }

  /** The next block. */
  Blocks.Block block() {
    assertEquals(200, answer.statusCode());
    Optional<Blocks.Block> block = Optional.empty();
    while (block.isEmpty()) {
      block = blocks.line(line().orElseThrow(() -> new AssertionError("the stream has ended")));
    }
    return block.get();
  }

  /** The next events, in short: {@code customer.segment_left ann}. */
  List<String> events(int count) {
    List<String> events = new ArrayList<>();
    while (events.size() < count) {
      Blocks.Block block = block();
      if (block.data().isPresent()) {
        String customer = TestServer.json(block.data().get()).path("subject").asText();
        events.add(block.fields().get("event") + " " + customer);
      }
    }
    return events;
  }

  /** Whether the stream ends in order, after whatever still comes. */
  boolean endsInOrder() {
    try {
      while (line().isPresent()) {
        blocks.all();
      }
      return true;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  private Optional<String> line() {
    try {
      return Optional.ofNullable(lines.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
