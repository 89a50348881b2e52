package shop.crm.standalone.command;

import java.io.IOException;
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
import shop.crm.standalone.CannotStart;
import shop.crm.standalone.audit.Audit;
import shop.crm.standalone.audit.AuditTable;
import shop.crm.standalone.data.Endpoints;
import shop.crm.topology.LiveTasks.AuditReport;

/** {@code crm audit}. */
@Command(
    name = "audit",
    description = {
      "Have a running service recompute every customer and every tally from stored facts, and print"
          + " what differs.",
      "Exit code 0: nothing differs; 1: something does; 2: the service cannot be reached."
    })
public final class AuditCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Address of the service; by default that of the one on CRM_DATA_DIR, else"
              + " http://127.0.0.1:8084.")
  private Optional<URI> url = Optional.empty();

  public AuditCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    List<AuditReport> reports = new Audit(url.orElseGet(this::running)).run();
    PrintWriter out = spec.commandLine().getOut();
    AuditTable.of(reports).forEach(out::println);
    out.flush();
    boolean differs = reports.stream().anyMatch(report -> !report.differences().isEmpty());
    return differs ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private URI running() {
    Path dataDir = Path.of(environment.getOrDefault("CRM_DATA_DIR", ".crm"));
    try {
      return Endpoints.read(dataDir)
          .map(Endpoints::http)
          .orElse(URI.create("http://127.0.0.1:" + environment.getOrDefault("PORT", "8084")));
    } catch (IOException e) {
      throw new CannotStart("The addresses in " + dataDir + " cannot be read: " + e, e);
    }
  }
}
