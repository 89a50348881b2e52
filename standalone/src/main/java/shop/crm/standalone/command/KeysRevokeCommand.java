package shop.crm.standalone.command;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;

/** {@code crm keys revoke}. */
@Command(
    name = "revoke",
    description = {
      "Revoke an API key, for good.",
      "A running service lets nobody in by it within a second; one that does not run, when it starts."
    })
final class KeysRevokeCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final Clock clock;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "What stands between crm_ and the secret.")
  private String id;

  KeysRevokeCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    StoredKey revoked;
    try (KeysDatabase database = KeysDatabase.open(environment, clock)) {
      revoked =
          database.write(
              KeysDatabase.Change.REVOKE,
              writer -> {
                StoredKey key = KeysDatabase.locked(writer, id);
                writer.revoke(key);
                return key;
              });
    }
    KeyPrint.told(spec, "Revoked: " + KeyPrint.line(revoked));
    return ExitCode.OK;
  }
}
