package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.connectors.postgres.Together.together;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Consent;
import shop.crm.connectors.postgres.Profiles.ImportLine;
import shop.crm.connectors.postgres.Profiles.Imported;
import shop.crm.connectors.postgres.Profiles.Once;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;

class PostgresProfilesIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final CustomerKey ANNA = new CustomerKey("shop", "anna");
  private static final Optional<String> NONE = Optional.empty();

  private final TestDatabase postgres = new TestDatabase();
  private final Profiles profiles =
      new PostgresProfiles(postgres.database(), Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void drop() {
    postgres.close();
  }

  static Profile profile(String email) {
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of(email))
        .text(ProfileField.PHONE, Optional.of("+380501"))
        .text(ProfileField.FIRST_NAME, Optional.of("Анна"))
        .text(ProfileField.LAST_NAME, Optional.of("Коваль"))
        .date(ProfileField.DATE_OF_BIRTH, Optional.of(LocalDate.of(1990, 2, 28)))
        .text(ProfileField.GENDER, Optional.of("f"))
        .text(ProfileField.LANGUAGE, Optional.of("uk"))
        .addresses(
            List.of(
                new Address(
                    Optional.of("home"),
                    Address.Type.SHIPPING,
                    new Address.Place(
                        Optional.of("Хрещатик \"1\""),
                        NONE,
                        Optional.of("Київ"),
                        NONE,
                        Optional.of("01001"),
                        Optional.of("UA")),
                    true)))
        .tags(List.of("vip", "чай"))
        .text(ProfileField.SOURCE, Optional.of("web"))
        .flag(ProfileField.EMAIL_OPT_IN, Optional.of(true))
        .flag(ProfileField.SMS_OPT_IN, Optional.of(false))
        .build();
  }

  private StoredProfile create(String id, String email) {
    CustomerKey key = new CustomerKey("shop", id);
    return profiles.write(writer -> writer.create(key, profile(email), Origin.API));
  }

  private StoredProfile locked(ProfileWriter writer) {
    return writer.lock(ANNA, Optional.empty()).orElseThrow();
  }

  static Profile withTags(Profile p, List<String> tags) {
    return p.edit().tags(tags).build();
  }

  @Test
  void a_customer_is_read_back_as_created() {
    StoredProfile created = create("anna", "anna@example.org");
    assertEquals(
        new StoredProfile(
            ANNA, 1, NOW, NOW, Optional.empty(), profile("anna@example.org"), new Ledger(0, 0)),
        created);
    assertEquals(new Lookup(Optional.of(created), Optional.empty()), profiles.find(ANNA));
    assertEquals(
        Map.of(
            "anna",
            new Lookup(Optional.of(created), Optional.empty()),
            "nobody",
            new Lookup(Optional.empty(), Optional.empty())),
        profiles.find("shop", List.of("anna", "nobody")));
    assertEquals(
        new Lookup(Optional.empty(), Optional.empty()),
        profiles.find(new CustomerKey("other", "anna")));
  }

  @Test
  void an_id_and_an_email_are_one_customers_own() {
    create("anna", "anna@example.org");
    assertEquals(
        AlreadyThere.What.ID,
        assertThrows(AlreadyThere.class, () -> create("anna", "other@example.org")).what());
    assertEquals(
        AlreadyThere.What.EMAIL,
        assertThrows(AlreadyThere.class, () -> create("ben", "ANNA@Example.org")).what());
    create("ben", "ben@example.org");
    assertEquals(
        AlreadyThere.What.EMAIL,
        assertThrows(
                AlreadyThere.class,
                () ->
                    profiles.write(
                        writer ->
                            writer.revise(
                                writer
                                    .lock(new CustomerKey("shop", "ben"), Optional.empty())
                                    .orElseThrow(),
                                profile("anna@example.org"),
                                Origin.API)))
            .what());
  }

  @Test
  void a_revision_counts_and_one_without_difference_does_not() {
    create("anna", "anna@example.org");
    int before = postgres.texts("SELECT id FROM outbox").size();
    StoredProfile same =
        profiles.write(w -> w.revise(locked(w), profile("anna@example.org"), Origin.API));
    assertEquals(1, same.version());
    assertEquals(before, postgres.texts("SELECT id FROM outbox").size());
    StoredProfile changed =
        profiles.write(
            w -> w.revise(locked(w), withTags(profile("anna@example.org"), List.of()), Origin.API));
    assertEquals(2, changed.version());
    assertEquals(Optional.of(changed), profiles.find(ANNA).profile());
    assertEquals(
        List.of(Topics.PROFILES, Topics.CUSTOMER_CREATED, Topics.PROFILES, Topics.CUSTOMER_UPDATED),
        postgres.texts("SELECT topic FROM outbox ORDER BY id"));
  }

  @Test
  void consents_keep_their_history() {
    create("anna", "anna@example.org");
    Profile p = profile("anna@example.org");
    Profile withdrawn =
        p.edit()
            .flag(ProfileField.EMAIL_OPT_IN, Optional.of(false))
            .flag(ProfileField.PUSH_OPT_IN, Optional.of(true))
            .build();
    profiles.write(w -> w.revise(locked(w), withdrawn, Origin.API));
    List<Consent> consents = profiles.consents(ANNA);
    assertEquals(
        List.of("EMAIL=false", "PUSH=true", "EMAIL=true", "SMS=false"),
        consents.stream()
            .map(c -> c.change().channel() + "=" + c.change().optedIn().orElseThrow())
            .toList());
    assertEquals(Origin.API, consents.getFirst().origin());
  }

  @Test
  void pages_go_over_all_customers_once_and_filters_hold() {
    List<ImportLine> lines =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    new ImportLine(
                        "c%03d".formatted(i),
                        old ->
                            withTags(
                                profile("c" + i + "@example.org"),
                                List.of(i % 2 == 0 ? "even" : "odd"))))
            .toList();
    assertEquals(
        List.of(Imported.CREATED), profiles.take("shop", lines).stream().distinct().toList());
    ProfileQuery query = ProfileQuery.all(7);
    List<String> seen = new ArrayList<>();
    List<StoredProfile> page = profiles.list("shop", query);
    while (!page.isEmpty()) {
      page.forEach(customer -> seen.add(customer.key().customer()));
      StoredProfile last = page.getLast();
      page =
          profiles.list(
              "shop", query.after(new ProfileQuery.After(last.createdAt(), last.key().customer())));
    }
    assertEquals(lines.stream().map(ImportLine::id).toList(), seen);
    assertEquals(50, count(filter(Optional.of("even"), NONE, NONE)));
    assertEquals(1, count(filter(NONE, Optional.of("C7@EXAMPLE.org"), NONE)));
    assertEquals(100, count(filter(NONE, NONE, Optional.of("КОВ"))));
    assertEquals(100, count(filter(NONE, NONE, Optional.of("анна ко"))));
    assertEquals(11, count(filter(NONE, NONE, Optional.of("c1"))) - 0);
    assertEquals(0, count(filter(NONE, NONE, Optional.of("%"))));
  }

  private static ProfileQuery filter(
      Optional<String> tag, Optional<String> email, Optional<String> prefix) {
    return new ProfileQuery(prefix, email, tag, Map.of(), true, Optional.empty(), 500);
  }

  private int count(ProfileQuery query) {
    return profiles.list("shop", query).size();
  }

  @Test
  void consents_filter() {
    create("anna", "anna@example.org");
    for (Channel channel : Channel.ALL) {
      boolean in = channel == Channel.EMAIL;
      for (boolean asked : List.of(true, false)) {
        ProfileQuery query =
            new ProfileQuery(NONE, NONE, NONE, Map.of(channel, asked), false, Optional.empty(), 9);
        assertEquals(asked == in ? 1 : 0, count(query), channel + " " + asked);
      }
    }
  }

  @Test
  void an_import_again_changes_nothing_and_a_taken_email_fails_its_line_only() {
    create("anna", "anna@example.org");
    List<ImportLine> lines =
        List.of(
            line("a", old -> profile("a@example.org")),
            line("b", old -> profile("anna@example.org")),
            line("a", old -> withTags(old, List.of("second"))),
            line("c", old -> profile("A@example.org")),
            line("anna", old -> withTags(old, List.of("x"))));
    assertEquals(
        List.of(
            Imported.CREATED,
            Imported.DUPLICATE_EMAIL,
            Imported.UPDATED,
            Imported.DUPLICATE_EMAIL,
            Imported.UPDATED),
        profiles.take("shop", lines));
    StoredProfile a = profiles.find(new CustomerKey("shop", "a")).profile().orElseThrow();
    assertEquals(2, a.version());
    assertEquals(List.of("second"), a.profile().tags());
    List<ImportLine> again = List.of(lines.get(2), lines.get(4));
    assertEquals(List.of(Imported.UNCHANGED, Imported.UNCHANGED), profiles.take("shop", again));
  }

  private static ImportLine line(String id, UnaryOperator<Profile> change) {
    return new ImportLine(id, change);
  }

  @Test
  void entries_add_up_and_are_read_newest_first() {
    create("anna", "anna@example.org");
    profiles.write(w -> w.enter(locked(w), LoyaltyEntry.Type.ADJUST, 500, Optional.of("gift")));
    StoredProfile after =
        profiles.write(w -> w.enter(locked(w), LoyaltyEntry.Type.REDEEM, -200, NONE)).customer();
    assertEquals(new Ledger(300, 500), after.ledger());
    assertEquals(Optional.of(after), profiles.find(ANNA).profile());
    List<Long> points = new ArrayList<>();
    profiles.entries(ANNA, entry -> points.add(entry.points()));
    assertEquals(List.of(-200L, 500L), points.stream().sorted().toList());
    List<Long> first = new ArrayList<>();
    profiles.entries(
        ANNA,
        entry -> {
          first.add(entry.points());
          return false;
        });
    assertEquals(1, first.size());
  }

  @Test
  void concurrent_redemptions_never_overspend() throws Exception {
    create("anna", "anna@example.org");
    profiles.write(w -> w.enter(locked(w), LoyaltyEntry.Type.ADJUST, 100, Optional.of("gift")));
    AtomicInteger redeemed = new AtomicInteger();
    together(
        8,
        () -> {
          for (int i = 0; i < 10; i++) {
            profiles.write(
                w -> {
                  StoredProfile customer = locked(w);
                  if (customer.ledger().entered() >= 7) {
                    redeemed.incrementAndGet();
                    return Optional.of(w.enter(customer, LoyaltyEntry.Type.REDEEM, -7, NONE));
                  }
                  return Optional.empty();
                });
          }
          return true;
        });
    assertEquals(14, redeemed.get());
    assertEquals(2, profiles.find(ANNA).profile().orElseThrow().ledger().entered());
  }

  @Test
  void of_concurrent_creates_one_wins() throws Exception {
    List<Boolean> won =
        together(
            8,
            () -> {
              try {
                create("anna", "anna@example.org");
                return true;
              } catch (AlreadyThere e) {
                return false;
              }
            });
    assertEquals(1, won.stream().filter(win -> win).count());
  }

  @Test
  void concurrent_stubs_are_one_customer() throws Exception {
    List<Long> versions =
        together(
            8, () -> profiles.write(w -> w.lock(ANNA, Optional.of(NOW)).orElseThrow().version()));
    assertEquals(List.of(1L), versions.stream().distinct().toList());
    assertEquals(Profile.STUB, profiles.find(ANNA).profile().orElseThrow().profile());
  }

  @Test
  void a_key_has_one_effect_and_one_answer() throws Exception {
    AtomicInteger works = new AtomicInteger();
    Once once = new Once("shop", "key-1", "f");
    List<String> answers =
        together(
            8,
            () ->
                new String(
                    profiles
                        .once(
                            once,
                            writer -> {
                              int number = works.incrementAndGet();
                              return answer("answer " + number, Optional.empty());
                            })
                        .body(),
                    StandardCharsets.UTF_8));
    assertEquals(List.of("answer 1"), answers.stream().distinct().toList());
    assertEquals(1, works.get());
    assertThrows(
        KeyReused.class,
        () -> profiles.once(new Once("shop", "key-1", "g"), w -> answer("x", Optional.empty())));
    Answer other = profiles.once(new Once("else", "key-1", "g"), w -> answer("y", NONE));
    assertEquals("y", new String(other.body(), StandardCharsets.UTF_8));
  }

  private static Answer answer(String body, Optional<String> customer) {
    return new Answer(
        201, customer, Map.of("ETag", "\"1\""), body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void work_that_throws_is_not_remembered() {
    Once once = new Once("shop", "key-1", "f");
    assertThrows(
        IllegalStateException.class,
        () ->
            profiles.once(
                once,
                w -> {
                  w.create(ANNA, profile("a@example.org"), Origin.API);
                  throw new IllegalStateException("no");
                }));
    assertEquals(Optional.empty(), profiles.find(ANNA).profile());
    assertEquals(201, profiles.once(once, w -> answer("now", NONE)).status());
  }

  @Test
  void an_erased_customer_leaves_the_id_alone() {
    Once once = new Once("shop", "key-1", "f");
    profiles.once(
        once,
        w -> {
          w.create(ANNA, profile("secret@example.org"), Origin.API);
          return answer("secret@example.org", Optional.of("anna"));
        });
    profiles.write(w -> w.enter(locked(w), LoyaltyEntry.Type.ADJUST, 5, Optional.of("secret")));
    postgres.execute("DELETE FROM outbox");
    profiles.write(
        w -> {
          w.erase(locked(w));
          return true;
        });
    assertEquals(new Lookup(Optional.empty(), Optional.of(NOW)), profiles.find(ANNA));
    for (String table : List.of("customers", "loyalty_entries", "consents", "idempotency")) {
      assertEquals(List.of(), postgres.texts("SELECT 'row' FROM " + table), table);
    }
    for (String value : postgres.texts("SELECT convert_from(value, 'UTF8') FROM outbox")) {
      assertTrue(!value.contains("secret") && !value.contains("Анна"), value);
    }
    assertEquals(
        List.of(Topics.PROFILES, Topics.CUSTOMER_DELETED),
        postgres.texts("SELECT topic FROM outbox ORDER BY id"));
    StoredProfile afresh = create("anna", "new@example.org");
    assertEquals(3, afresh.version());
    assertEquals(Optional.of(NOW), afresh.erasedAt());
    assertEquals(
        Optional.empty(),
        profiles.write(w -> w.lock(new CustomerKey("shop", "nobody"), Optional.empty())));
  }

  @Test
  void what_the_stream_has_from_before_an_erasure_makes_no_stub() {
    create("anna", "anna@example.org");
    profiles.write(
        w -> {
          w.erase(locked(w));
          return true;
        });
    assertEquals(
        Optional.empty(), profiles.write(w -> w.lock(ANNA, Optional.of(NOW.minusSeconds(1)))));
    assertEquals(
        3,
        profiles.write(w -> w.lock(ANNA, Optional.of(NOW.plusSeconds(1)))).orElseThrow().version());
  }

  @Test
  void numbers_in_the_outbox_follow_the_versions_of_each_customer() throws Exception {
    create("anna", "anna@example.org");
    together(
        6,
        () -> {
          for (int i = 0; i < 20; i++) {
            profiles.write(
                w -> {
                  StoredProfile customer = locked(w);
                  return w.revise(
                      customer,
                      withTags(customer.profile(), List.of("v" + customer.version())),
                      Origin.API);
                });
          }
          return true;
        });
    List<String> versions =
        postgres.texts(
            "SELECT convert_from(value, 'UTF8')::json ->> 'version' FROM outbox WHERE topic = '"
                + Topics.PROFILES
                + "' ORDER BY id");
    assertEquals(IntStream.rangeClosed(1, 121).mapToObj(String::valueOf).toList(), versions);
  }

  @Test
  void a_connection_that_is_cut_is_away_and_the_next_call_works() {
    create("anna", "anna@example.org");
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    var outcomes = new HashSet<Boolean>();
    for (int i = 0; i < 10; i++) {
      try {
        outcomes.add(profiles.find(ANNA).profile().isPresent());
      } catch (DatabaseAway e) {
        outcomes.add(false);
      }
    }
    assertTrue(outcomes.contains(true), "it never came back");
  }
}
