package shop.crm.standalone.command;

import java.io.PrintWriter;
import java.time.Clock;
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
import shop.crm.connectors.postgres.ApiKeys.StoredKey;

/** {@code crm keys list}. */
@Command(
    name = "list",
    description = "List the API keys that are not revoked, the first made first; no secrets.")
final class KeysListCommand implements Callable<Integer> {

  private static final int PAGE = 500;

  private final Map<String, String> environment;
  private final Clock clock;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      description = "Only those of this tenant; '*' for those of the platform.")
  private Optional<String> tenant = Optional.empty();

  KeysListCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (KeysDatabase database = KeysDatabase.open(environment, clock)) {
      List<StoredKey> page = database.keys().list(tenant, -1, PAGE);
      while (!page.isEmpty()) {
        page.forEach(key -> out.println(KeyPrint.line(key)));
        page = database.keys().list(tenant, page.getLast().number(), PAGE);
      }
    }
    out.flush();
    return ExitCode.OK;
  }
}
