package shop.crm.standalone.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** What the commands of keys print: a secret alone to standard output, words to the other. */
final class KeyPrint {

  private KeyPrint() {}

  static void secret(CommandSpec spec, KeyCredential credential) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(credential.text());
    out.flush();
  }

  static void told(CommandSpec spec, String words) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(words);
    err.flush();
  }

  /** A key in one line, without anything secret. */
  static String line(StoredKey stored) {
    ApiKey key = stored.key();
    return String.join(
        "  ",
        List.of(
            key.id(),
            key.grant().owner().equals(Grant.PLATFORM) ? "platform" : key.grant().owner(),
            "'" + key.name() + "'",
            "expires " + key.expiresAt().map(Instant::toString).orElse("never"),
            "last used " + stored.lastUsedOn().map(Object::toString).orElse("never"),
            key.grant().scopes().stream().map(Scope::text).collect(Collectors.joining(","))));
  }
}
