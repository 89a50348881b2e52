package shop.crm.schemas.model.access;

import static shop.crm.schemas.model.access.Scope.ANALYTICS_READ;
import static shop.crm.schemas.model.access.Scope.CHANGES_READ;
import static shop.crm.schemas.model.access.Scope.CUSTOMERS_READ;
import static shop.crm.schemas.model.access.Scope.CUSTOMERS_WRITE;
import static shop.crm.schemas.model.access.Scope.EVENTS_WRITE;
import static shop.crm.schemas.model.access.Scope.LOYALTY_READ;
import static shop.crm.schemas.model.access.Scope.LOYALTY_WRITE;
import static shop.crm.schemas.model.access.Scope.OPERATIONS_READ;
import static shop.crm.schemas.model.access.Scope.PII_READ;
import static shop.crm.schemas.model.access.Scope.SEGMENTS_READ;
import static shop.crm.schemas.model.access.Scope.SEGMENTS_WRITE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A name for a set of scopes that belong together; only the scopes are kept with a key. */
public enum Role {
  /** Sees what there is, without personal data. */
  VIEWER(EnumSet.of(CUSTOMERS_READ, LOYALTY_READ, SEGMENTS_READ, ANALYTICS_READ, CHANGES_READ)),
  /** A viewer who defines segments. */
  ANALYST(with(VIEWER, SEGMENTS_WRITE)),
  /** An analyst who addresses customers, and keeps their profiles. */
  MARKETER(with(ANALYST, PII_READ, CUSTOMERS_WRITE)),
  /** A shop's back end. */
  SERVICE(
      EnumSet.of(
          CUSTOMERS_READ,
          CUSTOMERS_WRITE,
          PII_READ,
          LOYALTY_READ,
          LOYALTY_WRITE,
          SEGMENTS_READ,
          CHANGES_READ,
          EVENTS_WRITE)),
  /** Runs the service, and sees no customer. */
  OPERATOR(EnumSet.of(OPERATIONS_READ, ANALYTICS_READ)),
  /** May do everything. */
  ADMIN(EnumSet.allOf(Scope.class));

  private final Set<Scope> scopes;

  Role(Set<Scope> scopes) {
    this.scopes = Collections.unmodifiableSet(scopes);
  }

  private static Set<Scope> with(Role role, Scope first, Scope... more) {
    Set<Scope> all = EnumSet.copyOf(role.scopes);
    all.addAll(EnumSet.of(first, more));
    return all;
  }

  /** What it may do. */
  public Set<Scope> scopes() {
    return scopes;
  }

  /** As it is written, such as {@code viewer}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role that is written so, if there is one. */
  public static Optional<Role> of(String text) {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
