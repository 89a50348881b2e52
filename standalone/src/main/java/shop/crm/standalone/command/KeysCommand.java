package shop.crm.standalone.command;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crm keys}, which is nothing without a command of its own. */
@Command(
    name = "keys",
    description = {
      "Make, list, rotate and revoke API keys, directly in the database: for the first key, and for"
          + " when nobody has one any more.",
      "The database is DATABASE_URL, else that of the service on CRM_DATA_DIR where it is embedded."
    },
    synopsisSubcommandLabel = "COMMAND")
public final class KeysCommand implements Callable<Integer> {

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  private KeysCommand() {}

  /** The command with all of its own, for an environment. */
  public static CommandLine commandLine(Map<String, String> environment, Clock clock) {
    return new CommandLine(new KeysCommand())
        .addSubcommand(new KeysCreateCommand(environment, clock))
        .addSubcommand(new KeysListCommand(environment, clock))
        .addSubcommand(new KeysRotateCommand(environment, clock))
        .addSubcommand(new KeysRevokeCommand(environment, clock));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
