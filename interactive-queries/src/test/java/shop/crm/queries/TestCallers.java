package shop.crm.queries;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.schemas.model.access.Scope;

/** Two callers of a tenant who may do everything; but one of them is not shown personal data. */
final class TestCallers implements Authenticator {

  /** The header of one who sees everything, to be sent with a request. */
  static final List<String> FULL = List.of("Authorization", "Bearer sees-all");

  /** The header of one who sees no personal data. */
  static final List<String> MASKED = List.of("Authorization", "Bearer sees-little");

  /** The headers of a request by a caller. */
  static String[] with(List<String> caller, String... headers) {
    List<String> all = new ArrayList<>(caller);
    all.addAll(List.of(headers));
    return all.toArray(String[]::new);
  }

  @Override
  public boolean takes(String credential) {
    return credential.startsWith("sees-");
  }

  @Override
  public Caller authenticate(String credential) {
    return switch (credential) {
      case "sees-all" -> caller(EnumSet.allOf(Scope.class));
      case "sees-little" -> caller(EnumSet.complementOf(EnumSet.of(Scope.PII_READ)));
      default -> throw new ProblemException(Problem.badCredential());
    };
  }

  private static Caller caller(Set<Scope> scopes) {
    return new Caller.OfTenant("test", "default", scopes);
  }
}
