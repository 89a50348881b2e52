package shop.crm.standalone;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import shop.crm.standalone.command.AuditCommand;
import shop.crm.standalone.command.CommandProvider;
import shop.crm.standalone.command.DemoCommand;
import shop.crm.standalone.command.ImportCommand;
import shop.crm.standalone.command.KeysCommand;
import shop.crm.standalone.command.ServeCommand;
import shop.crm.standalone.config.Durations;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.standalone.failure.ServiceFailed;
import shop.crm.standalone.publisher.PublishFailed;

/** The command line {@code crm}. */
@Command(
    name = "crm",
    description = "Real-time CRM for e-commerce: orders in, live customer state out.",
    mixinStandardHelpOptions = false,
    versionProvider = Crm.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Settings are environment variables; docs/configuration.md lists them.",
      "Exit codes: 0 done, 1 failed or found differences, 2 wrong usage or configuration, or"
          + " nobody there."
    },
    subcommands = HelpCommand.class)
public final class Crm {

  private static final Logger LOG = LoggerFactory.getLogger(Crm.class);
  private static final Pattern KEY = Pattern.compile("crm_[0-9A-Za-z]+_[0-9A-Za-z]+");

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @CommandLine.Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  private Crm() {}

  /** The release, as the build has written it into the archive. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String release =
          Optional.ofNullable(Crm.class.getPackage().getImplementationVersion())
              .orElse("of a build without a number");
      return new String[] {"crm " + release, "Java " + Runtime.version()};
    }
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    CarrierThreads.provide();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(commandLine(System.getenv()).execute(args));
  }

  /** The command line with all its commands, for an environment. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine crm = new CommandLine(new Crm());
    crm.addSubcommand(new DemoCommand(environment, Clock.systemUTC()));
    crm.addSubcommand(new ServeCommand(environment));
    crm.addSubcommand(new ImportCommand(environment, Clock.systemUTC()));
    crm.addSubcommand(new AuditCommand(environment));
    crm.addSubcommand("keys", KeysCommand.commandLine(environment, Clock.systemUTC()));
    ServiceLoader.load(CommandProvider.class)
        .forEach(provider -> crm.addSubcommand(provider.command()));
    crm.addSubcommand("completion", new GenerateCompletion());
    crm.registerConverter(URI.class, Crm::address);
    crm.registerConverter(Duration.class, Crm::duration);
    crm.setExecutionStrategy(Crm::run);
    crm.setExecutionExceptionHandler(Crm::failed);
    IParameterExceptionHandler usual = crm.getParameterExceptionHandler();
    crm.setParameterExceptionHandler(
        (wrong, words) -> usual.handleParseException(withoutKeys(wrong), words));
    return crm;
  }

  /** Without the name of an exception in what is told. */
  private static URI address(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException("'" + text + "' is no address");
    }
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException _) {
      throw new TypeConversionException("'" + text + "' is no time, such as 30s, 24h, 7d or PT12H");
    }
  }

  /** No option takes a key; who tries it all the same does not find it in the log of a build. */
  private static ParameterException withoutKeys(ParameterException wrong) {
    String told = wrong.getMessage();
    String shown = KEY.matcher(told).replaceAll("crm_…");
    return shown.equals(told) ? wrong : new ParameterException(wrong.getCommandLine(), shown);
  }

  private static int run(ParseResult parsed) {
    boolean noCommand =
        !parsed.hasSubcommand()
            && !parsed.isUsageHelpRequested()
            && !parsed.isVersionHelpRequested();
    if (noCommand) {
      CommandLine crm = parsed.commandSpec().commandLine();
      crm.usage(crm.getErr());
      return ExitCode.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    return switch (failure) {
      case CannotStart cannot -> {
        err.println(cannot.getMessage());
        yield ExitCode.USAGE;
      }
      case ServiceFailed failed -> {
        LOG.debug("failed", failed);
        err.println(failed.getMessage());
        yield ExitCode.SOFTWARE;
      }
      case PublishFailed failed -> {
        err.println("Publishing failed: " + failed.getMessage());
        yield ExitCode.SOFTWARE;
      }
      default -> {
        LOG.error("{} failed", command.getCommandName(), failure);
        yield ExitCode.SOFTWARE;
      }
    };
  }
}
