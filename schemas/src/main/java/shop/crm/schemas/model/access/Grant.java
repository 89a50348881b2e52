package shop.crm.schemas.model.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a credential allows, and for whom.
 *
 * @param tenant whose data it is about; nothing where it is one of the platform, which is about any
 *     tenant
 * @param scopes what it allows
 */
public record Grant(Optional<String> tenant, Set<Scope> scopes) {

  /** How the platform is written where a tenant would stand; no id of a tenant has such a sign. */
  public static final String PLATFORM = "*";

  /** What a credential allows, and for whom. */
  public Grant {
    Set<Scope> copy = EnumSet.noneOf(Scope.class);
    copy.addAll(scopes);
    scopes = Collections.unmodifiableSet(copy);
  }

  /** A grant of whom {@link #owner} names. */
  public static Grant of(String owner, Set<Scope> scopes) {
    return new Grant(Optional.of(owner).filter(name -> !name.equals(PLATFORM)), scopes);
  }

  /** The tenant's id, or {@link #PLATFORM}. */
  public String owner() {
    return tenant.orElse(PLATFORM);
  }
}
