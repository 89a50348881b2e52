package shop.crm.standalone.command;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.standalone.failure.CannotStart;

/** {@code crm keys rotate}. */
@Command(
    name = "rotate",
    description =
        "Give an API key another secret, and print the new key, alone, to standard output.")
final class KeysRotateCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final Clock clock;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "What stands between crm_ and the secret.")
  private String id;

  @Option(
      names = "--old-valid-for",
      paramLabel = "DURATION",
      defaultValue = "PT0S",
      description =
          "For how long the old secret stays valid, such as 24h; by default it ends at once.")
  private Duration oldValidFor;

  KeysRotateCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (!KeyCredential.isId(id)) {
      throw new CannotStart("ID is not the id of a key: see ./crm keys list.");
    }
    if (oldValidFor.isNegative()) {
      throw new CannotStart("--old-valid-for is below zero.");
    }
    KeyCredential next = KeyCredential.generate(id, new SecureRandom());
    StoredKey rotated;
    try (KeysDatabase database = KeysDatabase.open(environment, clock)) {
      rotated =
          database.write(
              KeysDatabase.Change.ROTATE,
              writer ->
                  writer.rotate(
                      KeysDatabase.locked(writer, id),
                      next.hash(),
                      clock.instant().plus(oldValidFor)));
    }
    KeyPrint.secret(spec, next);
    KeyPrint.told(spec, "The key " + KeyPrint.line(rotated));
    return ExitCode.OK;
  }
}
