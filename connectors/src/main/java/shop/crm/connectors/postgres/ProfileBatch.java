package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.Changes.Cause;
import shop.crm.connectors.postgres.CustomerTable.Row;
import shop.crm.connectors.postgres.Profiles.ImportLine;
import shop.crm.connectors.postgres.Profiles.Imported;
import shop.crm.connectors.postgres.StoredCustomers.Erased;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;

/**
 * Many customers of one tenant in one transaction: reads and locks all of them at once, decides one
 * after the other in memory, and writes all at once.
 */
final class ProfileBatch {

  /** How many applied registrations are remembered of each customer. */
  private static final int MAX_REGISTRATIONS = 16;

  private final Handle handle;
  private final String tenant;
  private final Instant liveSince;
  private final Map<String, Row> rows;
  private final Map<String, Erased> erased;
  private final Map<String, String> emailOwners = new HashMap<>();

  /** Emails that were given up, and by whom: PostgreSQL still has them as that customer's. */
  private final Map<String, String> givenUp = new HashMap<>();

  /** Customers whose email another one takes. */
  private final Set<String> makingWay = new HashSet<>();

  private final Changes changes = new Changes();

  /**
   * Locks the customers of some ids.
   *
   * @param ids of all customers that are taken in
   * @param liveSince what facts tell that are older is a backfill
   */
  ProfileBatch(Handle handle, String tenant, Collection<String> ids, Instant liveSince) {
    this.handle = handle;
    this.tenant = tenant;
    this.liveSince = liveSince;
    this.rows = StoredCustomers.someLocked(handle, tenant, ids);
    Set<String> absent = new HashSet<>(ids);
    absent.removeAll(rows.keySet());
    this.erased = absent.isEmpty() ? Map.of() : StoredCustomers.erased(handle, tenant, absent);
  }

  /** Takes lines of an import. */
  List<Imported> take(List<ImportLine> lines, Instant now) {
    Set<String> emails = new HashSet<>();
    for (ImportLine line : lines) {
      CustomerTable.emailKey(profile(line)).ifPresent(emails::add);
    }
    emailOwners.putAll(StoredCustomers.owners(handle, tenant, emails));
    Cause cause = new Cause(Origin.IMPORT, Optional.empty(), now);
    long absent =
        lines.stream().map(ImportLine::id).filter(id -> !rows.containsKey(id)).distinct().count();
    CustomerRoom room = CustomerRoom.lock(handle, tenant, absent, now);
    List<Imported> results = new ArrayList<>(lines.size());
    for (ImportLine line : lines) {
      results.add(take(line, cause, room));
    }
    room.write();
    return results;
  }

  private Imported take(ImportLine line, Cause cause, CustomerRoom room) {
    String id = line.id();
    Profile profile = profile(line);
    Optional<Row> before = Optional.ofNullable(rows.get(id));
    if (before.isPresent() && profile.equals(before.get().customer().profile())) {
      return Imported.UNCHANGED;
    }
    if (before.isEmpty() && !room.isLeft()) {
      return Imported.TOO_MANY;
    }
    Optional<String> emailBefore = before.flatMap(row -> row.customer().profile().email());
    boolean keepsEmail = profile.email().equals(emailBefore);
    if (!keepsEmail && !claims(id, profile)) {
      return Imported.DUPLICATE_EMAIL;
    }
    if (before.isPresent()) {
      Row row = before.get();
      revise(row, profile, keepsEmail && row.emailShared(), row.registrations(), cause);
      return Imported.UPDATED;
    }
    room.take();
    create(id, profile, false, List.of(), cause);
    return Imported.CREATED;
  }

  private Profile profile(ImportLine line) {
    Row row = rows.get(line.id());
    return row == null ? line.created() : line.change().apply(row.customer().profile());
  }

  /** Reads who has the emails of registrations to come. */
  void expect(List<UserRegistered> registrations) {
    Set<String> emails = new HashSet<>();
    for (UserRegistered event : registrations) {
      CustomerTable.emailKey(event.profile()).ifPresent(emails::add);
    }
    emailOwners.putAll(StoredCustomers.owners(handle, tenant, emails));
  }

  /** Takes a registration: creates the customer, or fills what is empty; a replay does nothing. */
  void take(UserRegistered event) {
    String id = event.head().customer().customer();
    Instant time = event.head().time();
    String eventId = event.head().id();
    if (isOlderThanErasure(id, time)) {
      return;
    }
    Cause cause = fact(Origin.EVENT, Optional.of(eventId), time);
    Row before = rows.get(id);
    if (before == null) {
      boolean own = claims(id, event.profile());
      create(id, event.profile(), !own, List.of(eventId), cause);
      return;
    }
    known(id, time);
    Row row = rows.get(id);
    if (row.registrations().contains(eventId)) {
      return;
    }
    Profile filled = row.customer().profile().filledFrom(event.profile());
    List<String> registrations = withNewest(row.registrations(), eventId);
    if (filled.equals(row.customer().profile())) {
      put(new Row(row.customer(), row.emailShared(), registrations));
      return;
    }
    boolean keepsEmail = filled.email().equals(row.customer().profile().email());
    boolean shared = keepsEmail ? row.emailShared() : !claims(id, filled);
    revise(row, filled, shared, registrations, cause);
  }

  /** Takes a customer whom only an order has named. */
  void take(CustomerSeen seen) {
    String id = seen.customer().customer();
    if (isOlderThanErasure(id, seen.since())) {
      return;
    }
    if (rows.containsKey(id)) {
      known(id, seen.since());
    } else {
      Cause cause = fact(Origin.ORDER, Optional.empty(), seen.since());
      create(id, Profile.STUB, false, List.of(), cause);
    }
  }

  private Cause fact(Origin origin, Optional<String> sourceId, Instant time) {
    return new Cause(origin, sourceId, time, time.isBefore(liveSince));
  }

  /** A fact tells since when the customer is known, if that is earlier. */
  private void known(String id, Instant since) {
    Row row = rows.get(id);
    StoredProfile customer = row.customer();
    if (since.isBefore(customer.createdAt())) {
      put(new Row(customer.since(since), row.emailShared(), row.registrations()));
    }
  }

  private boolean isOlderThanErasure(String id, Instant time) {
    Optional<Instant> erasedAt =
        rows.containsKey(id)
            ? rows.get(id).customer().erasedAt()
            : Optional.ofNullable(erased.get(id)).map(Erased::at);
    return erasedAt.isPresent() && !time.isAfter(erasedAt.get());
  }

  /** Whether the email of a profile is, or becomes, the customer's own. */
  private boolean claims(String id, Profile profile) {
    Optional<String> email = CustomerTable.emailKey(profile);
    return email.isEmpty() || claims(id, email.get());
  }

  private boolean claims(String id, String email) {
    if (emailOwners.containsKey(email)) {
      return emailOwners.get(email).equals(id);
    }
    emailOwners.put(email, id);
    if (givenUp.containsKey(email)) {
      makingWay.add(givenUp.get(email));
    }
    return true;
  }

  /** An email that is not the customer's any more is free for whoever comes next. */
  private void giveUp(String id, Profile before, Profile after) {
    Optional<String> email = CustomerTable.emailKey(before);
    if (email.isPresent()
        && !email.equals(CustomerTable.emailKey(after))
        && emailOwners.remove(email.get(), id)) {
      givenUp.put(email.get(), id);
    }
  }

  private static List<String> withNewest(List<String> registrations, String eventId) {
    List<String> all = new ArrayList<>(registrations);
    all.add(eventId);
    return all.subList(Math.max(0, all.size() - MAX_REGISTRATIONS), all.size());
  }

  private void create(
      String id, Profile profile, boolean emailShared, List<String> registrations, Cause cause) {
    StoredProfile customer =
        StoredCustomers.begin(
            new CustomerKey(tenant, id),
            profile,
            cause.at(),
            cause.at(),
            Optional.ofNullable(erased.get(id)));
    Row row = new Row(customer, emailShared, registrations);
    rows.put(id, row);
    changes.create(row, cause);
  }

  private void revise(
      Row before, Profile profile, boolean shared, List<String> registrations, Cause cause) {
    StoredProfile after = StoredCustomers.next(before.customer(), profile, cause.at());
    Row row = new Row(after, shared, registrations);
    giveUp(after.key().customer(), before.customer().profile(), profile);
    rows.put(after.key().customer(), row);
    changes.revise(before.customer(), row, cause);
  }

  private void put(Row row) {
    rows.put(row.customer().key().customer(), row);
    changes.store(row);
  }

  /** Writes what was decided. */
  void write() {
    StoredCustomers.makeWay(handle, tenant, makingWay);
    try {
      changes.write(handle);
    } catch (AlreadyThere e) {
      throw new LostRace(e);
    }
  }
}
