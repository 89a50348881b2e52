package shop.crm.queries;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.schemas.model.access.Scope;

/** Knows credentials that tell themselves whose they are and what they allow. */
final class TestCredentials implements Authenticator {

  /** Credentials that are well-formed and not valid. */
  static final List<String> REFUSED = List.of("acme~unknown", "acme~expired", "acme~revoked");

  static final Set<Scope> ALL = EnumSet.allOf(Scope.class);

  private static final String PLATFORM = "platform";
  private static final String SEPARATOR = "~";

  /** A server whose callers have such credentials. */
  static TestServer server() {
    return new TestServer(new TestCredentials());
  }

  /** The value of {@code Authorization} of somebody of a tenant. */
  static String of(String tenant, Collection<Scope> scopes) {
    String names = scopes.stream().map(Scope::name).collect(Collectors.joining(SEPARATOR));
    return "Bearer " + tenant + SEPARATOR + names;
  }

  /** That of somebody of the platform. */
  static String ofPlatform(Collection<Scope> scopes) {
    return of(PLATFORM, scopes);
  }

  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> left = new ConcurrentHashMap<>();

  /** From now on a value of {@code Authorization} lets nobody in. */
  void revoke(String authorization) {
    revoked.add(authorization.replaceFirst("Bearer ", ""));
  }

  /** A value of {@code Authorization} lets its bearer in so many times more, and then nobody. */
  void revokeAfter(String authorization, int times) {
    left.put(authorization.replaceFirst("Bearer ", ""), new AtomicInteger(times));
  }

  private boolean isUsedUp(String credential) {
    return left.containsKey(credential) && left.get(credential).getAndDecrement() <= 0;
  }

  @Override
  public boolean takes(String credential) {
    return credential.contains(SEPARATOR);
  }

  @Override
  public Caller authenticate(String credential) {
    if (REFUSED.contains(credential) || revoked.contains(credential) || isUsedUp(credential)) {
      throw new ProblemException(Problem.badCredential());
    }
    List<String> parts = new ArrayList<>(Arrays.asList(credential.split(SEPARATOR)));
    String tenant = parts.removeFirst();
    Set<Scope> scopes = parts.stream().map(Scope::valueOf).collect(Collectors.toSet());
    return tenant.equals(PLATFORM)
        ? new Caller.OfPlatform("key:test", scopes)
        : new Caller.OfTenant("key:test", tenant, scopes);
  }
}
