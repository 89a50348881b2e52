package shop.crm.benchmarks.fuzz.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.check.Health;
import shop.crm.benchmarks.fuzz.access.Bearings;
import shop.crm.benchmarks.fuzz.access.KeyRing;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.benchmarks.wire.Exchange;
import shop.crm.benchmarks.wire.Exchange.Outcome;
import shop.crm.benchmarks.wire.ServiceAddresses;

/** Sends malformed requests to a service, and good ones between them. */
public final class HttpFuzz {

  /** Whose data the requests ask for. */
  public static final List<String> TENANTS = HttpRequests.TENANTS;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SENDERS = 6;
  private static final int BETWEEN = 10;

  /** One of so many is a connection of HTTP/2. */
  private static final int FRAMES_EACH = 20;

  private final ServiceAddresses service;
  private final HttpRequests requests;
  private final Marker marker;
  private final Faults faults;
  private final InetAddress from;

  private HttpFuzz(
      ServiceAddresses service, HttpRequests requests, Faults faults, InetAddress from) {
    this.service = service;
    this.requests = requests;
    this.marker = new Marker(requests.authority(), requests.bearings().good(Marker.TENANT));
    this.faults = faults;
    this.from = from;
  }

  /**
   * Learns from the service what it answers.
   *
   * @param bearings who asks it
   * @throws IOException if it does not tell
   */
  public static HttpFuzz of(ServiceAddresses service, Bearings bearings, long seed, Faults faults)
      throws IOException {
    JsonNode openApi = openApi(service.http());
    List<Operation> operations = new ArrayList<>(Operation.of(openApi));
    operations.addAll(Operation.ofOtherInstances());
    String authority = service.http().getAuthority();
    return new HttpFuzz(
        service, new HttpRequests(seed, authority, operations, bearings), faults, anyAddress());
  }

  private static InetAddress anyAddress() {
    return new InetSocketAddress(0).getAddress();
  }

  /** The same, from an address of this machine. */
  public HttpFuzz from(InetAddress own) {
    return new HttpFuzz(service, requests, faults, own);
  }

  private static JsonNode openApi(URI server) throws IOException {
    try (Caller caller = new Caller(server, "default")) {
      return JSON.readTree(caller.get("/openapi.json").body());
    }
  }

  /**
   * What was sent.
   *
   * @param bad malformed requests
   * @param good good ones
   */
  public record Sent(long bad, long good) {}

  /** Makes what is asked for, so that there is something to find. */
  public void prepare() throws IOException {
    for (String tenant : TENANTS) {
      try (Caller caller = new Caller(service.http(), tenant, credential())) {
        for (String customer : Targets.CUSTOMERS) {
          make(caller, "/api/v1/customers", "{\"id\":\"" + customer + "\"}");
        }
        make(
            caller,
            "/api/v1/segments",
            "{\"id\":\"s-man\",\"name\":\"s-man\",\"type\":\"manual\"}");
        make(
            caller,
            "/api/v1/segments",
            "{\"id\":\"s-dyn\",\"name\":\"s-dyn\",\"type\":\"dynamic\","
                + "\"conditions\":[{\"field\":\"tags\",\"operator\":\"exists\"}]}");
      }
    }
  }

  private static void make(Caller caller, String path, String json) throws IOException {
    Answer answer = caller.post(path, "prepare-" + json.hashCode(), json);
    // Those of an earlier run are still there; a fuzz may have taken what a key stood for.
    if (answer.status() / 100 != 2 && answer.status() != 409 && answer.status() != 422) {
      throw new IOException(path + " answered " + answer.status());
    }
  }

  /** By which good calls prove who sends them. */
  private Optional<String> credential() {
    return requests.bearings().ring().map(KeyRing::platform);
  }

  /**
   * Sends until the time is over, or so many were sent.
   *
   * @param most how many requests at the most
   */
  public Sent run(Duration time, long most) throws InterruptedException, IOException {
    long end = System.nanoTime() + time.toNanos();
    AtomicLong numbers = new AtomicLong();
    String tenant = "fuzz-good-" + System.currentTimeMillis();
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
        GoodCalls good = new GoodCalls(service.http(), tenant, credential(), faults)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        running.add(senders.submit(() -> sendUntil(end, most, numbers)));
      }
      long bad = 0;
      while (System.nanoTime() < end && bad < most) {
        good.next();
        if (good.calls() % 100 == 0) {
          Health.check(service.http(), "while " + numbers.get() + " requests were sent", faults);
        }
        long target = Math.min(bad + BETWEEN, most);
        while (numbers.get() < target && System.nanoTime() < end) {
          Thread.sleep(5);
        }
        bad = numbers.get();
      }
      for (Future<?> each : running) {
        await(each);
      }
      good.check();
      Health.check(service.http(), "at the end", faults);
      return new Sent(Math.min(numbers.get(), most), good.calls());
    }
  }

  private static void await(Future<?> sender) throws InterruptedException {
    try {
      sender.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sender failed", e.getCause());
    }
  }

  private void sendUntil(long end, long most, AtomicLong numbers) {
    while (System.nanoTime() < end) {
      long number = numbers.getAndIncrement();
      if (number >= most) {
        return;
      }
      send(number);
    }
  }

  /** Sends the request of a number, and tells what came of it. */
  public List<String> send(long number) {
    if (number % FRAMES_EACH == 0) {
      return sendFrames(number);
    }
    FuzzRequest request = requests.make(number);
    Outcome outcome = exchange(request);
    List<String> wrong = HttpJudge.faults(request, outcome);
    for (String fault : wrong) {
      String where = request.operation().name() + ", " + request.category();
      faults.add(
          fault,
          "--seed " + requests.seed() + " --http-only --only " + number + "  (" + where + ")");
    }
    return List.of(
        request.operation().name() + ", " + request.category() + ", " + request.framing(),
        outcome.answers().stream().map(Answer::status).toList() + " " + outcome.end());
  }

  private List<String> sendFrames(long number) {
    InetSocketAddress server = ServiceAddresses.socket(service.http());
    List<String> wrong = FrameExchange.faults(frames(number), server, from);
    for (String fault : wrong) {
      faults.add(fault, "--seed " + requests.seed() + " --http-only --only " + number);
    }
    return List.of("a connection of HTTP/2", wrong.toString());
  }

  private byte[] frames(long number) {
    return new FrameSequences(requests.seed(), requests.authority(), requests.bearings())
        .make(number);
  }

  private Outcome exchange(FuzzRequest request) {
    URI server = request.operation().internal() ? service.internal() : service.http();
    byte[] bytes = request.marked() ? marker.behind(request.bytes()) : request.bytes();
    // Nobody waits for more where no other request asks for the connection to be closed.
    boolean halfClose =
        !request.marked()
            || switch (request.framing()) {
              case WHOLE, TRAILED -> false;
              case DOUBTFUL, BROKEN, CUT -> true;
            };
    return new Exchange(bytes, request.isHead(), halfClose, request.trickles())
        .run(ServiceAddresses.socket(server), from);
  }

  /** The bytes of the request of a number. */
  public byte[] bytes(long number) {
    return number % FRAMES_EACH == 0 ? frames(number) : requests.make(number).bytes();
  }
}
