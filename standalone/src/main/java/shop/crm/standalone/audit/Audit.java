package shop.crm.standalone.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.standalone.credential.BearerCredential;
import shop.crm.standalone.failure.Unreachable;
import shop.crm.topology.live.LiveTasks.AuditReport;

/** An audit of a whole service: each instance audits the partitions that it owns. */
public final class Audit {

  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final Duration ASKING = Duration.ofSeconds(30);
  private static final Duration AUDITING = Duration.ofMinutes(31);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI service;
  private final Optional<ClusterSecret> secret;
  private final Optional<BearerCredential> credential;
  private final SSLContext tls;

  /**
   * @param service the internal address of any of its instances
   * @param secret what they want to see proved, if they do
   * @param credential of an operator, who needs no secret
   * @param tls whom it trusts to be one of them
   */
  public Audit(
      URI service,
      Optional<ClusterSecret> secret,
      Optional<BearerCredential> credential,
      SSLContext tls) {
    this.tls = tls;
    this.service = service;
    this.secret = secret;
    this.credential = credential;
  }

  /**
   * A report of every partition, in their order.
   *
   * @throws IncompleteAudit where an instance or a partition did not answer
   */
  public List<AuditReport> run() {
    SortedMap<Integer, AuditReport> reports = new TreeMap<>();
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(tls).connectTimeout(CONNECTING).build()) {
      JsonNode status = ask(client, request(service, "/status", ASKING).GET().build());
      for (URI instance : instances(status)) {
        for (JsonNode report : ask(client, audit(instance)).path("partitions")) {
          reports.put(report.path("partition").asInt(), report(report));
        }
      }
      requireAll(status, reports.keySet());
    }
    return List.copyOf(reports.values());
  }

  private HttpRequest audit(URI instance) {
    HttpRequest.Builder audit =
        request(instance, "/internal/audit", AUDITING)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.noBody());
    URI uri = instance.resolve("/internal/audit");
    if (secret.isPresent()) {
      secret.get().sign(audit, "POST", uri, new byte[0], Clock.systemUTC());
    } else {
      // Other instances are where an answer says they are: a key goes there only if nothing else
      // lets this one in.
      credential.ifPresent(it -> it.authorize(audit));
    }
    return audit.build();
  }

  private List<URI> instances(JsonNode status) {
    List<URI> instances = new ArrayList<>();
    for (JsonNode instance : status.path("instances")) {
      if (instance.path("self").asBoolean()) {
        instances.add(service);
      } else {
        String host = instance.path("host").asText();
        String shown = host.contains(":") ? "[" + host + "]" : host;
        String scheme = instance.path("scheme").asText("http");
        instances.add(URI.create(scheme + "://" + shown + ":" + instance.path("port").asInt()));
      }
    }
    if (instances.isEmpty()) {
      throw new IncompleteAudit(service + " names no instance yet; it may still be starting");
    }
    return instances;
  }

  private void requireAll(JsonNode status, Set<Integer> audited) {
    Set<Integer> missing = new TreeSet<>();
    for (JsonNode task : status.path("tasks")) {
      missing.add(task.path("partition").asInt());
    }
    missing.removeAll(audited);
    if (!missing.isEmpty()) {
      throw new IncompleteAudit(
          "no instance audited partitions " + missing + ": they are moving; try again");
    }
  }

  private static HttpRequest.Builder request(URI base, String path, Duration timeout) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(timeout);
  }

  private static JsonNode ask(HttpClient client, HttpRequest request) {
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() == 401 || answer.statusCode() == 403) {
        throw new IncompleteAudit(
            request.uri()
                + " answered "
                + answer.statusCode()
                + ": a key of the platform's administrator goes into CRM_API_KEY or --key-file");
      }
      if (answer.statusCode() != 200) {
        throw new IncompleteAudit(request.uri() + " answered " + answer.statusCode());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IncompleteAudit(request.uri() + " cannot be reached: " + Unreachable.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IncompleteAudit("interrupted", e);
    }
  }

  private static AuditReport report(JsonNode json) {
    List<String> differences =
        StreamSupport.stream(json.path("differences").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    return new AuditReport(
        json.path("partition").asInt(),
        json.path("customers").asLong(),
        json.path("orders").asLong(),
        differences);
  }
}
