package shop.crm.standalone.command;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.crm.standalone.audit.Audit;
import shop.crm.standalone.audit.AuditTable;
import shop.crm.topology.live.LiveTasks.AuditReport;

/** {@code crm audit}. */
@Command(
    name = "audit",
    description = {
      "Have a running service recompute every customer and every sum from stored facts, and print"
          + " what differs.",
      "Exit code 0: nothing differs; 1: something does; 2: the service cannot be reached."
    })
public final class AuditCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private HelpOption help;

  @Mixin private KeyOption key;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Internal address of the service; by default that of the one on CRM_DATA_DIR, else"
              + " http://127.0.0.1:8085. It is let in by CRM_CLUSTER_SECRET, by the secret that a"
              + " service without one keeps on CRM_DATA_DIR, or by an admin's key of the platform.")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM file of those who may say who the instances are, where they have https; by default"
              + " CRM_TLS_CA, else whom Java trusts, and who is in CRM_TLS_CERTIFICATE.")
  private Optional<Path> authorities = Optional.empty();

  public AuditCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    List<AuditReport> reports =
        new Audit(
                Door.internal(url, environment),
                Door.secret(environment),
                key.credential(environment),
                Trusted.context(authorities, environment))
            .run();
    PrintWriter out = spec.commandLine().getOut();
    AuditTable.of(reports).forEach(out::println);
    out.flush();
    boolean differs = reports.stream().anyMatch(report -> !report.differences().isEmpty());
    return differs ? ExitCode.SOFTWARE : ExitCode.OK;
  }
}
