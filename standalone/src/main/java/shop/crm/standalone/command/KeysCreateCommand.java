package shop.crm.standalone.command;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.connectors.postgres.KeyDraft;
import shop.crm.connectors.postgres.TooManyKeys;
import shop.crm.schemas.model.Rfc3339;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Role;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.profile.ProfileRules;
import shop.crm.standalone.failure.CannotStart;

/** {@code crm keys create}. */
@Command(
    name = "create",
    description = {
      "Make an API key and print it, alone, to standard output: it is kept nowhere, and shown never"
          + " again.",
      "The first key of an installation: ./crm keys create --name admin --platform --role admin"
    })
final class KeysCreateCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final Clock clock;

  @Mixin private HelpOption help;

  @Spec private CommandSpec spec;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What its owner calls it.")
  private String name;

  @ArgGroup(multiplicity = "1")
  private Owner owner;

  @ArgGroup(multiplicity = "1")
  private Allowed allowed;

  @Option(
      names = "--expires-at",
      paramLabel = "TIME",
      description = "From when on it is not valid, such as 2027-01-31T00:00:00Z; by default never.")
  private Optional<String> expiresAt = Optional.empty();

  /** Whose key it is. */
  static final class Owner {
    @Option(
        names = "--tenant",
        paramLabel = "TENANT",
        description = "It is this tenant's; '*' for the platform's.")
    private Optional<String> tenant = Optional.empty();

    @Option(
        names = "--platform",
        description = "It is the platform's: for any tenant, which each request has to name.")
    private boolean platform;
  }

  /** What it allows. */
  static final class Allowed {
    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "viewer, analyst, marketer, service, operator or admin.")
    private Optional<String> role = Optional.empty();

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        split = ",",
        description = "A scope such as customers:read; as often as need be.")
    private List<String> scopes = new ArrayList<>();
  }

  KeysCreateCommand(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  @Override
  public Integer call() {
    KeyCredential credential = KeyCredential.generate(new SecureRandom());
    KeyDraft draft =
        new KeyDraft(
            credential.id(), checkedName(), Grant.of(owner(), scopes()), credential.hash(), end());
    StoredKey made;
    try (KeysDatabase database = KeysDatabase.open(environment, clock)) {
      made = database.write(KeysDatabase.Change.CREATE, writer -> writer.create(draft));
    } catch (TooManyKeys e) {
      throw new CannotStart("No key was made: " + e.getMessage() + ".", e);
    }
    KeyPrint.secret(spec, credential);
    KeyPrint.told(spec, "The key " + KeyPrint.line(made));
    return ExitCode.OK;
  }

  private String checkedName() {
    ProfileRules.Checked<String> checked = ProfileRules.text(name, ApiKey.MAX_NAME);
    return checked
        .value()
        .orElseThrow(() -> new CannotStart("--name " + checked.problem().orElse("is blank") + "."));
  }

  private String owner() {
    return owner.platform || owner.tenant.filter(Grant.PLATFORM::equals).isPresent()
        ? Grant.PLATFORM
        : new SharedSettings(environment).tenant(owner.tenant);
  }

  private Set<Scope> scopes() {
    if (allowed.role.isPresent()) {
      return Role.of(allowed.role.get())
          .map(Role::scopes)
          .orElseThrow(() -> new CannotStart("--role is none of " + texts(Role.values()) + "."));
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String text : allowed.scopes) {
      scopes.add(
          Scope.of(text)
              .orElseThrow(
                  () -> new CannotStart("--scope is none of " + texts(Scope.values()) + ".")));
    }
    return scopes;
  }

  private static String texts(Role... roles) {
    return Arrays.stream(roles).map(Role::text).collect(Collectors.joining(", "));
  }

  private static String texts(Scope... scopes) {
    return Arrays.stream(scopes).map(Scope::text).collect(Collectors.joining(", "));
  }

  private Optional<Instant> end() {
    try {
      Optional<Instant> end = expiresAt.map(Rfc3339::parse);
      if (end.isPresent() && !end.get().isAfter(clock.instant())) {
        throw new CannotStart("--expires-at is not in the future.");
      }
      return end;
    } catch (DateTimeException e) {
      throw new CannotStart("--expires-at is not a time such as 2027-01-31T00:00:00Z.", e);
    }
  }
}
