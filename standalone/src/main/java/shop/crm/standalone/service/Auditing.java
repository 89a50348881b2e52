package shop.crm.standalone.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.postgres.AuditRelay;
import shop.crm.connectors.postgres.AuditTrail;
import shop.crm.connectors.postgres.Database;
import shop.crm.standalone.config.Configuration;

/**
 * The audit log of an instance.
 *
 * @param log writes it
 * @param relay takes it to Kafka
 */
record Auditing(AuditTrail log, AuditRelay relay) {

  static Auditing start(
      Configuration configuration,
      Database database,
      Map<String, Object> kafka,
      Parts parts,
      Clock clock,
      MeterRegistry metrics) {
    AuditTrail log = parts.add("audit log", new AuditTrail(database, metrics));
    AuditRelay relay =
        parts.add(
            "audit relay",
            new AuditRelay(
                database, kafka, configuration.postgres().auditRetention(), clock, metrics));
    relay.start();
    return new Auditing(log, relay);
  }

  /** How its relay fares, behind how others do. */
  List<Supplier<ConnectorStatus>> statusBehind(List<Supplier<ConnectorStatus>> others) {
    List<Supplier<ConnectorStatus>> all = new ArrayList<>(others);
    all.add(relay::status);
    return List.copyOf(all);
  }
}
