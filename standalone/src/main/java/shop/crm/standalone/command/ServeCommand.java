package shop.crm.standalone.command;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.service.Foreground;
import shop.crm.standalone.service.Service;
import shop.crm.standalone.service.StartScreen;

/** {@code crm serve}. */
@Command(
    name = "serve",
    description = {
      "Run the service against Kafka, RabbitMQ and PostgreSQL.",
      "Set KAFKA_BOOTSTRAP_SERVERS, RABBITMQ_URL and DATABASE_URL; or, for development, let"
          + " --embedded start what is not set."
    })
public final class ServeCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--embedded",
      description =
          "For development: start an embedded broker, on this machine only, for each that is not"
              + " configured. Data is kept in CRM_DATA_DIR (default .crm/).")
  private boolean embedded;

  public ServeCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    Missing missing = embedded ? Missing.EMBEDDED : Missing.REFUSED;
    Configuration configuration = Configuration.read(environment, missing);
    Service service = Service.startInForeground(configuration, Clock.systemUTC());
    PrintWriter out = spec.commandLine().getOut();
    StartScreen.of(service).forEach(out::println);
    out.flush();
    throw Foreground.awaitFailure(service.failure());
  }
}
