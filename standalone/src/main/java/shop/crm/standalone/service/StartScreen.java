package shop.crm.standalone.service;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Auth;
import shop.crm.standalone.config.Configuration.Oidc;
import shop.crm.standalone.data.Endpoints;

/** The one screen that a person sees when a service has started. */
public final class StartScreen {

  private StartScreen() {}

  /** Its lines: what runs where, and the address to open. */
  public static List<String> of(Service service) {
    Endpoints endpoints = service.endpoints();
    Configuration configuration = service.configuration();
    Configuration.Streams streams = configuration.streams();
    boolean signed =
        configuration.http().internal().secret().isPresent() || !configuration.auth().off();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("  Open        " + endpoints.http() + "/");
    lines.add("  API         " + endpoints.http() + "/api/v1  (described at /openapi.json)");
    lines.add("  Operations  /health/live  /health/ready  /status");
    lines.add(
        "  Internal    "
            + endpoints.internal()
            + "  /metrics, and what instances ask each other"
            + (signed ? " (signed)" : ""));
    lines.add("  Callers     " + callers(configuration.auth()));
    lines.add("  Kafka       " + endpoints.kafka() + embedded(service.kafkaIsEmbedded()));
    lines.add(
        "  RabbitMQ    "
            + endpoints.amqp()
            + "  exchange "
            + configuration.rabbit().exchange()
            + ", queue "
            + configuration.rabbit().queue()
            + embedded(service.rabbitIsEmbedded()));
    lines.add("  PostgreSQL  " + endpoints.postgres() + embedded(service.postgresIsEmbedded()));
    lines.add("  Data        " + configuration.dataDir());
    lines.add(
        "  Processing  %d partitions, %d threads, commits every %d ms, state memory %d MB"
            .formatted(
                service.topology().partitions(),
                streams.threads(),
                streams.commitInterval().toMillis(),
                streams.memoryMegabytes()));
    if (service.kafkaIsEmbedded() || service.rabbitIsEmbedded() || service.postgresIsEmbedded()) {
      lines.add("");
      lines.add(
          "  FOR DEVELOPMENT: what is embedded runs with this process, for this machine only,");
      lines.add("  without copies of its data. In production run ./crm serve against real Kafka,");
      lines.add("  RabbitMQ and PostgreSQL.");
    }
    if (!service.warnings().isEmpty()) {
      lines.add("");
    }
    service.warnings().forEach(warning -> lines.add("  !!! " + warning));
    if (!configuration.notes().isEmpty()) {
      lines.add("");
    }
    configuration.notes().forEach(note -> lines.add("  Note: " + note));
    lines.add("");
    return List.copyOf(lines);
  }

  private static String callers(Auth auth) {
    return auth.off()
        ? "whoever reaches it (CRM_AUTH=off)"
        : auth.credentials().stream()
            .sorted()
            .map(
                credential ->
                    switch (credential) {
                      case KEYS -> "API keys";
                      case OIDC -> "tokens of " + auth.oidc().map(Oidc::issuer).orElseThrow();
                    })
            .collect(Collectors.joining(", ", "by ", ""));
  }

  private static String embedded(boolean embedded) {
    return embedded ? "  (embedded)" : "";
  }
}
