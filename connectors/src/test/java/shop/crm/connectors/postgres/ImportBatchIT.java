package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Profiles.ImportLine;
import shop.crm.connectors.postgres.Profiles.Imported;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;

/** Emails that change hands within one batch of an import. */
class ImportBatchIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final TestDatabase postgres = new TestDatabase();
  private final Profiles profiles =
      new PostgresProfiles(postgres.database(), Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void drop() {
    postgres.close();
  }

  /** Customers by id, each with the email of their own. */
  private void given(Map<String, String> emails) {
    emails.forEach(
        (id, email) ->
            profiles.write(w -> w.create(key(id), PostgresProfilesIT.profile(email), Origin.API)));
  }

  private static CustomerKey key(String id) {
    return new CustomerKey("shop", id);
  }

  private static ImportLine line(String id, String email) {
    Profile profile = PostgresProfilesIT.profile(email);
    return new ImportLine(id, before -> profile);
  }

  private List<Imported> take(ImportLine... lines) {
    return profiles.take("shop", List.of(lines));
  }

  private Map<String, String> emails() {
    return profiles.list("shop", ProfileQuery.all(50)).stream()
        .collect(Collectors.toMap(c -> c.key().customer(), c -> c.profile().email().orElseThrow()));
  }

  @Test
  void an_email_given_up_is_free_for_a_new_customer_of_a_later_line() {
    given(Map.of("anna", "a@x"));

    assertEquals(
        List.of(Imported.UPDATED, Imported.CREATED), take(line("anna", "b@x"), line("ben", "A@X")));

    assertEquals(Map.of("anna", "b@x", "ben", "A@X"), emails());
  }

  @Test
  void before_it_is_given_up_it_is_taken() {
    given(Map.of("anna", "a@x"));

    assertEquals(
        List.of(Imported.DUPLICATE_EMAIL, Imported.UPDATED, Imported.CREATED),
        take(line("ben", "a@x"), line("anna", "b@x"), line("cleo", "a@x")));

    assertEquals(Map.of("anna", "b@x", "cleo", "a@x"), emails());
  }

  @Test
  void emails_that_go_round_are_everyones_own_in_the_end() {
    given(Map.of("anna", "a@x", "ben", "b@x", "cleo", "c@x"));

    assertEquals(
        List.of(Imported.UPDATED, Imported.UPDATED, Imported.UPDATED, Imported.UPDATED),
        take(line("anna", "free@x"), line("ben", "a@x"), line("cleo", "b@x"), line("anna", "c@x")));

    assertEquals(Map.of("anna", "c@x", "ben", "a@x", "cleo", "b@x"), emails());
    assertEquals(Optional.of(3L), profiles.find(key("anna")).profile().map(StoredProfile::version));
  }

  @Test
  void one_that_is_taken_back_is_taken_again() {
    given(Map.of("anna", "a@x"));

    assertEquals(
        List.of(Imported.UPDATED, Imported.UPDATED, Imported.DUPLICATE_EMAIL),
        take(line("anna", "b@x"), line("anna", "a@x"), line("ben", "a@x")));

    assertEquals(Map.of("anna", "a@x"), emails());
    assertEquals(
        AlreadyThere.What.EMAIL,
        assertThrows(AlreadyThere.class, () -> given(Map.of("cleo", "A@x"))).what());
  }

  @Test
  void one_that_only_passed_through_a_customer_is_free_again() {
    assertEquals(
        List.of(Imported.CREATED, Imported.UPDATED, Imported.CREATED, Imported.DUPLICATE_EMAIL),
        take(line("anna", "a@x"), line("anna", "b@x"), line("ben", "a@x"), line("cleo", "b@x")));

    assertEquals(Map.of("anna", "b@x", "ben", "a@x"), emails());
  }

  @Test
  void the_same_lines_again_change_nothing() {
    given(Map.of("anna", "a@x", "ben", "b@x"));
    ImportLine[] lines = {line("anna", "c@x"), line("ben", "a@x"), line("cleo", "b@x")};
    take(lines);
    int published = postgres.texts("SELECT id FROM outbox").size();

    assertEquals(List.of(Imported.UNCHANGED, Imported.UNCHANGED, Imported.UNCHANGED), take(lines));

    assertEquals(published, postgres.texts("SELECT id FROM outbox").size());
  }
}
