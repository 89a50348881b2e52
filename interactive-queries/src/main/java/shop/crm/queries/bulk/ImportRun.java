package shop.crm.queries.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.ImportLine;
import shop.crm.connectors.postgres.Profiles.Imported;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.Problem.BodyError;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.profile.ProfileEdit;
import shop.crm.queries.profile.ProfileEdit.ReadOnly;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.profile.Profile;

/** One import: takes line after line, writes them in batches, and counts. */
public final class ImportRun {

  private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);
  private static final int BATCH = 500;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int MAX_ERRORS = 1_000;
  private static final BodyError NO_ID = new BodyError("/id", "is missing");

  private static final BodyError TOO_MANY =
      new BodyError("", "is one customer more than the tenant may have");

  private final Profiles profiles;
  private final String tenant;
  private final Visibility visibility;
  private final LocalDate today;
  private final List<Waiting> batch = new ArrayList<>(BATCH);
  private final Map<Imported, Long> results = new EnumMap<>(Imported.class);
  private final List<LineError> errors = new ArrayList<>();
  private final Set<String> unknownFields = new HashSet<>();
  private int batchBytes;
  private long received;
  private long written;
  private long failed;
  private boolean truncated;

  ImportRun(Profiles profiles, String tenant, Visibility visibility, Clock clock) {
    this.profiles = profiles;
    this.tenant = tenant;
    this.visibility = visibility;
    this.today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private record Waiting(long line, ImportLine customer) {}

  private record LineError(long line, BodyError error) {}

  /**
   * Takes the customer of a line.
   *
   * @param length of the line, in bytes or so
   */
  void take(long line, JsonNode customer, int length) {
    received++;
    ProfileEdit edit;
    try {
      edit =
          ProfileEdit.read(
              customer, ReadOnly.IGNORED, today, () -> stored(customer.path("id").asText()));
    } catch (DatabaseAway e) {
      throw stopped(e);
    } catch (ProblemException e) {
      List<BodyError> why = new ArrayList<>(e.problem().errors());
      if (customer.isObject() && !customer.hasNonNull("id")) {
        why.add(NO_ID);
      }
      fail(line, why);
      return;
    }
    if (edit.id().isEmpty()) {
      fail(line, List.of(NO_ID));
      return;
    }
    Profile created = edit.applyTo(Profile.NOTHING);
    batch.add(new Waiting(line, new ImportLine(edit.id().get(), created, edit::importedInto)));
    batchBytes += length;
    if (batch.size() == BATCH || batchBytes >= BATCH_BYTES) {
      write();
    }
  }

  private Optional<Profile> stored(String id) {
    return Optional.of(id)
        .filter(Ids::isValid)
        // Whether a value is as it is stored would tell it.
        .filter(_ -> visibility == Visibility.FULL)
        .flatMap(it -> profiles.find(new CustomerKey(tenant, it)).profile())
        .map(StoredProfile::profile);
  }

  /** Notes a line that no customer can be read from. */
  void refuse(long line, String why) {
    received++;
    fail(line, List.of(new BodyError("", why)));
  }

  private void fail(long line, List<BodyError> why) {
    failed++;
    for (BodyError error : why) {
      if (isToldAlready(error)) {
        continue;
      }
      if (errors.size() < MAX_ERRORS) {
        errors.add(new LineError(line, error));
      } else {
        truncated = true;
      }
    }
  }

  /** Of a name that no field has it is enough to be told once: it is the same in every line. */
  private boolean isToldAlready(BodyError error) {
    return error.message().equals(ProfileEdit.NO_FIELD)
        && (unknownFields.size() < MAX_ERRORS || unknownFields.contains(error.pointer()))
        && !unknownFields.add(error.pointer());
  }

  private void write() {
    List<Imported> outcomes;
    try {
      outcomes = profiles.take(tenant, batch.stream().map(Waiting::customer).toList());
    } catch (DatabaseAway e) {
      throw stopped(e);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case DUPLICATE_EMAIL ->
            fail(batch.get(i).line(), List.of(new BodyError("/email", "is another customer's")));
        case TOO_MANY -> fail(batch.get(i).line(), List.of(TOO_MANY));
        case CREATED, UPDATED, UNCHANGED -> results.merge(outcomes.get(i), 1L, Long::sum);
      }
    }
    written += outcomes.size();
    batch.clear();
    batchBytes = 0;
  }

  private ProblemException stopped(DatabaseAway e) {
    LOG.warn("an import stopped: {}", e.getMessage());
    return new ProblemException(
        Problem.unavailable(
                written
                    + " lines were written, then profiles could not be reached; send all of them"
                    + " again, those that were written change nothing",
                Duration.ofSeconds(5))
            .hangingUp());
  }

  /** Writes what waits, and sums up. */
  byte[] finish() {
    if (!batch.isEmpty()) {
      write();
    }
    return JsonBytes.object(
        json -> {
          json.writeNumberField("received", received);
          json.writeNumberField("created", results.getOrDefault(Imported.CREATED, 0L));
          json.writeNumberField("updated", results.getOrDefault(Imported.UPDATED, 0L));
          json.writeNumberField("unchanged", results.getOrDefault(Imported.UNCHANGED, 0L));
          json.writeNumberField("failed", failed);
          json.writeArrayFieldStart("errors");
          for (LineError error : errors) {
            json.writeStartObject();
            json.writeNumberField("line", error.line());
            json.writeStringField("pointer", error.error().pointer());
            json.writeStringField("message", error.error().message());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeBooleanField("errors_truncated", truncated);
        });
  }
}
