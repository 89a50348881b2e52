package shop.crm.schemas.model.profile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a version of a profile changed: names of fields only, for whoever may not see values.
 *
 * @param origin what changed it
 * @param sourceId which one: the id of the event; empty for requests
 * @param at when it took effect in PostgreSQL; kept to the microsecond
 * @param created whether the customer was created by it
 * @param fields the fields that differ from the version before; of a new customer, those that are
 *     set
 * @param consents the consents that changed
 */
public record Revision(
    Origin origin,
    Optional<String> sourceId,
    Instant at,
    boolean created,
    List<ProfileField> fields,
    List<ConsentChange> consents) {

  public Revision {
    at = at.truncatedTo(ChronoUnit.MICROS);
    fields = List.copyOf(fields);
    consents = List.copyOf(consents);
  }

  /**
   * What leads from one profile to another.
   *
   * @param before of a new customer {@link Profile#NOTHING}, so that all that is set has changed
   */
  public static Revision between(
      Profile before,
      Profile after,
      boolean created,
      Origin origin,
      Optional<String> sourceId,
      Instant at) {
    return new Revision(
        origin,
        sourceId,
        at,
        created,
        ProfileField.changed(before, after),
        ConsentChange.between(before, after));
  }
}
