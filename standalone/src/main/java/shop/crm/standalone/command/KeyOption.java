package shop.crm.standalone.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import shop.crm.standalone.credential.BearerCredential;

/** Where a command finds the key by which it calls a service. */
public final class KeyOption {

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description =
          "A file with the API key to call the service with; by default CRM_API_KEY has it. A"
              + " service without credentials needs none.")
  private Optional<Path> file = Optional.empty();

  /**
   * The credential, if there is one.
   *
   * @throws shop.crm.standalone.failure.CannotStart where it cannot be read, or can be none
   */
  public Optional<BearerCredential> credential(Map<String, String> environment) {
    return BearerCredential.read(file, environment);
  }
}
