package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows the live feed, on a thread of its own; comes again where it was when it is told to. */
final class FeedReader {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String query;
  private final String[] headers;
  private final List<JsonNode> events = new ArrayList<>();
  private String id = "";
  private Optional<InputStream> stream = Optional.empty();
  private Optional<Thread> thread = Optional.empty();

  /** One that asks with a query and with headers, which are names and values in turn. */
  FeedReader(String query, String... headers) {
    this.query = query;
    this.headers = headers;
  }

  /** Opens the stream, behind what came last. */
  void connect(CrmHttp crm) throws IOException, InterruptedException {
    int status = tryConnect(crm);
    if (status != 200) {
      throw new IOException("not let in to the changes: " + status);
    }
  }

  /** Opens the stream, behind what came last, if it is let in; the status that was answered. */
  int tryConnect(CrmHttp crm) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(crm.base() + "/api/v1/changes" + query));
    if (headers.length > 0) {
      request.headers(headers);
    }
    synchronized (this) {
      if (!id.isEmpty()) {
        request.header("Last-Event-ID", id);
      }
    }
    HttpResponse<InputStream> answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
    InputStream body = answer.body();
    if (answer.statusCode() != 200) {
      body.close();
      return answer.statusCode();
    }
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    take(lines);
    stream = Optional.of(body);
    thread = Optional.of(Thread.ofVirtual().start(() -> follow(lines)));
    return answer.statusCode();
  }

  /** Waits until the stream has come to an end, whoever has ended it. */
  void awaitEnd() throws InterruptedException {
    thread.orElseThrow().join();
  }

  private void follow(BufferedReader lines) {
    try {
      while (take(lines)) {
        Thread.onSpinWait();
      }
    } catch (IOException _) {
      // Closed by this reader, in the middle of a block: that one comes again.
      return;
    }
  }

  /** Takes a block in; whether there was one. */
  private boolean take(BufferedReader lines) throws IOException {
    String newId = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        dispatch(newId, data);
        return true;
      }
      newId = line.startsWith("id: ") ? line.substring(4) : newId;
      data = line.startsWith("data: ") ? line.substring(6) : data;
    }
    return false;
  }

  private synchronized void dispatch(String newId, String data) throws IOException {
    id = newId;
    if (!data.isEmpty()) {
      events.add(RunningCrm.JSON.readTree(data));
    }
  }

  /** All events that came. */
  synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** Leaves, in the middle of whatever comes. */
  void hangUp() throws IOException, InterruptedException {
    if (stream.isPresent()) {
      stream.get().close();
      thread.orElseThrow().join();
    }
  }
}
