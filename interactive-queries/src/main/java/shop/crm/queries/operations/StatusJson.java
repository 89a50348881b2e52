package shop.crm.queries.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.queries.http.Json;
import shop.crm.queries.live.ClusterStatus;
import shop.crm.queries.live.ClusterStatus.Instance;
import shop.crm.queries.live.PartitionProgress;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesVersion;
import shop.crm.topology.task.TaskFailures.Failure;
import shop.crm.topology.task.TaskFailures.OfRecord;
import shop.crm.topology.task.TaskFailures.OfRow;
import shop.crm.topology.task.TaskFailures.OfTask;

/** What runs where, and how it fares, as JSON. */
public final class StatusJson {

  private StatusJson() {}

  /** What an instance tells of itself. */
  record Own(String version, boolean ready, List<String> warnings, RulesInForce rules) {}

  static byte[] write(
      Own own, String scheme, ClusterStatus cluster, List<ConnectorStatus> connectors) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("version", own.version());
          json.writeBooleanField("ready", own.ready());
          json.writeArrayFieldStart("warnings");
          for (String warning : own.warnings()) {
            json.writeString(warning);
          }
          json.writeEndArray();
          json.writeStringField("stream", cluster.state().toLowerCase(Locale.ROOT));
          json.writeArrayFieldStart("instances");
          for (Instance instance : cluster.instances()) {
            instance(json, scheme, instance);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("tasks");
          for (PartitionProgress task : cluster.tasks()) {
            task(json, task);
          }
          json.writeEndArray();
          restoring(json, cluster.restoring());
          json.writeNumberField("erasing", cluster.erasing());
          rules(json, own.rules());
          bringing(json, cluster.bringing());
          failures(json, "failures", cluster.failures());
          json.writeArrayFieldStart("connectors");
          for (ConnectorStatus connector : connectors) {
            connector(json, connector);
          }
          json.writeEndArray();
        });
  }

  private static void instance(JsonGenerator json, String scheme, Instance instance)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("scheme", scheme);
    json.writeStringField("host", instance.host());
    json.writeNumberField("port", instance.port());
    json.writeBooleanField("self", instance.self());
    Json.numbers(json, "partitions", instance.partitions());
    Json.numbers(json, "standbys", instance.standbys());
    json.writeEndObject();
  }

  private static void task(JsonGenerator json, PartitionProgress task) throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", task.partition());
    json.writeBooleanField("here", task.here());
    if (task.lag().isPresent()) {
      json.writeNumberField("lag", task.lag().getAsLong());
    } else {
      json.writeNullField("lag");
    }
    json.writeStringField("as_of", task.asOf().toString());
    json.writeEndObject();
  }

  private static void restoring(JsonGenerator json, Optional<Map<String, Long>> behind)
      throws IOException {
    if (behind.isEmpty()) {
      json.writeNullField("restoring");
      return;
    }
    json.writeObjectFieldStart("restoring");
    for (Map.Entry<String, Long> store : behind.get().entrySet()) {
      json.writeNumberField(store.getKey(), store.getValue());
    }
    json.writeEndObject();
  }

  private static void rules(JsonGenerator json, RulesInForce rules) throws IOException {
    RulesVersion version = rules.version();
    json.writeObjectFieldStart("rules");
    json.writeNumberField("version", version.number());
    json.writeStringField("hash", version.hash());
    json.writeStringField("since", version.origin().since().toString());
    json.writeStringField("brought_by", version.origin().instance());
    json.writeBooleanField("own", rules.isOwn());
    json.writeEndObject();
  }

  private static void bringing(JsonGenerator json, RulesProgress progress) throws IOException {
    if (progress.left() == 0) {
      json.writeNullField("bringing");
      return;
    }
    json.writeObjectFieldStart("bringing");
    json.writeNumberField("customers", progress.customers());
    json.writeNumberField("brought", progress.brought());
    json.writeEndObject();
  }

  /** What failed: where, how often, and the exception's class; never what was in it. */
  static void failures(JsonGenerator json, String name, List<Failure> failures) throws IOException {
    json.writeArrayFieldStart(name);
    for (Failure failure : failures) {
      json.writeStartObject();
      json.writeNumberField("partition", failure.place().partition());
      switch (failure.place()) {
        case OfRecord record -> {
          json.writeStringField("topic", record.topic());
          json.writeNumberField("offset", record.offset());
        }
        // Whose row it is, the log tells: this is read by whoever reaches the port.
        case OfRow row -> json.writeStringField("work", row.work());
        case OfTask task -> json.writeStringField("task", task.task());
      }
      json.writeStringField("exception", failure.exception());
      json.writeNumberField("count", failure.count());
      json.writeBooleanField("put_aside", failure.isPutAside());
      json.writeStringField("at", failure.at().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void connector(JsonGenerator json, ConnectorStatus connector) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", connector.name());
    json.writeStringField("state", connector.state().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("handled", connector.handled());
    json.writeNumberField("rejected", connector.rejected());
    Json.text(json, "problem", connector.problem());
    json.writeEndObject();
  }
}
