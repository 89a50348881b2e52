package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.CustomerTable.Row;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;

/**
 * Changes of a tenant's profiles that are made in one transaction, and written all at once: rows,
 * the history of consents, and then the outbox, so that a row of the outbox gets its number only
 * while its customer is locked.
 */
final class Changes {

  private static final String INSERT_CONSENT =
      """
      INSERT INTO consents (tenant_id, customer_id, version, channel, opted_in, at, origin, \
      source_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";

  private final Map<CustomerKey, Row> created = new LinkedHashMap<>();
  private final Map<CustomerKey, Row> changed = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Outbox outbox = new Outbox();

  private record Step(StoredProfile after, Revision revision) {}

  /**
   * Where a change comes from.
   *
   * @param at when it takes effect
   * @param backfill whether that is long ago
   */
  record Cause(Origin origin, Optional<String> sourceId, Instant at, boolean backfill) {

    /** What somebody does now. */
    Cause(Origin origin, Optional<String> sourceId, Instant now) {
      this(origin, sourceId, now, false);
    }
  }

  /** A new customer. */
  void create(Row row, Cause cause) {
    created.put(row.customer().key(), row);
    step(Profile.NOTHING, row.customer(), true, cause);
    StoredProfile customer = row.customer();
    outbox.add(
        new ProfileEvent.Created(
            customer.key(),
            customer.version(),
            customer.updatedAt(),
            customer.createdAt(),
            customer.profile()),
        cause.backfill());
  }

  /** A customer with another profile. */
  void revise(StoredProfile before, Row row, Cause cause) {
    store(row);
    step(before.profile(), row.customer(), false, cause);
    StoredProfile after = row.customer();
    outbox.add(
        new ProfileEvent.Updated(
            after.key(), after.version(), after.updatedAt(), before.profile(), after.profile()),
        cause.backfill());
  }

  /** A row in which something changed that nobody needs to be told. */
  void store(Row row) {
    CustomerKey key = row.customer().key();
    (created.containsKey(key) ? created : changed).put(key, row);
  }

  private void step(Profile before, StoredProfile after, boolean isNew, Cause cause) {
    Revision revision =
        Revision.between(
            before, after.profile(), isNew, cause.origin(), cause.sourceId(), after.updatedAt());
    steps.add(new Step(after, revision));
    outbox.add(
        new ProfileRecord.Known(
            after.key(),
            after.version(),
            after.createdAt(),
            after.updatedAt(),
            after.erasedAt(),
            after.profile(),
            revision));
  }

  /**
   * Writes all of it.
   *
   * @throws AlreadyThere if a new customer, or an email, is there already
   * @throws LostRace if a new customer's id was being erased: their versions go on from there
   */
  void write(Handle handle) {
    try {
      Rows.write(
          handle,
          CustomerTable.INSERT,
          created.values().stream().map(CustomerTable::insert).toList());
      Rows.write(
          handle,
          CustomerTable.UPDATE,
          changed.values().stream().map(CustomerTable::update).toList());
    } catch (RuntimeException e) {
      throw SqlErrors.uniqueViolation(e)
          .<RuntimeException>map(
              index ->
                  new AlreadyThere(
                      index.equals("customers_email")
                          ? AlreadyThere.What.EMAIL
                          : AlreadyThere.What.ID))
          .orElse(e);
    }
    if (isErasedMeanwhile(handle)) {
      throw new LostRace("an erasure of a customer of the same id came between");
    }
    Rows.write(handle, INSERT_CONSENT, consents());
    outbox.write(handle);
  }

  private boolean isErasedMeanwhile(Handle handle) {
    List<String> ids = created.keySet().stream().map(CustomerKey::customer).toList();
    return !ids.isEmpty()
        && StoredCustomers.erasedMeanwhile(
            handle, created.keySet().iterator().next().tenant(), ids);
  }

  private List<Object[]> consents() {
    List<Object[]> rows = new ArrayList<>();
    for (Step step : steps) {
      Revision revision = step.revision();
      for (ConsentChange consent : revision.consents()) {
        rows.add(
            new Object[] {
              step.after().key().tenant(),
              step.after().key().customer(),
              step.after().version(),
              consent.channel().wire(),
              consent.optedIn(),
              revision.at(),
              revision.origin().wire(),
              revision.sourceId()
            });
      }
    }
    return rows;
  }
}
