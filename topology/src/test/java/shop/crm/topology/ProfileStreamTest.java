package shop.crm.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.schemas.topic.LoyaltyEntryJson;
import shop.crm.schemas.topic.ProfileRecordJson;

/** Profiles come into the stream as PostgreSQL has them: the highest version is the truth. */
class ProfileStreamTest {

  private static final Instant START = CrmDriver.START;
  private static final Instant YESTERDAY = START.minus(Duration.ofDays(1));
  private static final Optional<Boolean> YES = Optional.of(true);
  private static final Optional<Boolean> NO = Optional.of(false);
  private static final Optional<Boolean> NEVER_ASKED = Optional.empty();

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");
  private final Profiles profiles = Profiles.of(ann);

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void a_profile_makes_a_customer_of_whom_nothing_else_is_known() {
    Profile profile = Profiles.named("Ann", YES, "vip");

    crm.tell(profiles.saved(profile, YESTERDAY));

    assertEquals(
        CustomerState.begin(YESTERDAY, "bronze").withProfile(profile, 1, 1), crm.only(ann));
    assertEquals(List.of(), crm.read(Topics.SEGMENT_CHANGED));
    assertEquals(List.of(), crm.read(Topics.TIER_CHANGED));
    assertEquals(1, crm.live().task(0).orElseThrow().aggregates("default").customers());
  }

  @Test
  void a_profile_fills_the_customer_that_an_order_made() {
    crm.send(ann.created("o1", "120.50", YESTERDAY));
    CustomerState stub = crm.only(ann);
    assertEquals(Profile.STUB, stub.profile());
    Profile profile = Profiles.named("Ann", NEVER_ASKED);

    crm.tell(profiles.saved(profile, START));

    long sequence = stub.sequence() + 1;
    assertEquals(stub.touched(START).withProfile(profile, 1, sequence), crm.only(ann));
    assertEquals(Money.parse("120.50"), crm.only(ann).purchases().spent());
  }

  @Test
  void an_order_leaves_the_profile_as_it_is() {
    Profile profile = Profiles.named("Ann", YES);
    crm.tell(profiles.saved(profile, YESTERDAY));

    crm.send(ann.created("o1", "120.50", START));

    assertEquals(profile, crm.only(ann).profile());
    assertEquals(1, crm.only(ann).version());
  }

  @Test
  void the_highest_version_wins_and_older_ones_change_nothing() {
    ProfileRecord first = profiles.saved(Profiles.named("Anne", NEVER_ASKED), YESTERDAY);
    ProfileRecord second = profiles.saved(Profiles.named("Anna", NEVER_ASKED), START);
    ProfileRecord third = profiles.saved(Profiles.named("Ann", YES), START.plusSeconds(1));

    crm.tell(first, third);
    CustomerState state = crm.only(ann);
    List<Activity> activities = crm.activities(ann);
    crm.tell(second, first, third);

    assertEquals(Profiles.named("Ann", YES), state.profile());
    assertEquals(3, state.version());
    assertEquals(state, crm.only(ann));
    assertEquals(2, activities.size());
    assertEquals(activities, crm.activities(ann));
  }

  @Test
  void activity_tells_which_fields_and_consents_changed_when_and_by_what() {
    crm.tell(
        profiles.saved(
            Profiles.named("Ann", NEVER_ASKED), Origin.EVENT, Optional.of("e-1"), YESTERDAY),
        profiles.saved(Profiles.named("Ann", YES, "vip"), START.minusSeconds(1)),
        profiles.saved(Profiles.named("Ann", NO, "vip"), START));

    assertEquals(
        List.of(
            new Activity.Revised(
                3,
                3,
                api(
                    START,
                    List.of(ProfileField.EMAIL_OPT_IN),
                    new ConsentChange(Channel.EMAIL, NO))),
            new Activity.Revised(
                2,
                2,
                api(
                    START.minusSeconds(1),
                    List.of(ProfileField.TAGS, ProfileField.EMAIL_OPT_IN),
                    new ConsentChange(Channel.EMAIL, YES))),
            new Activity.Revised(
                1,
                1,
                new Revision(
                    Origin.EVENT,
                    Optional.of("e-1"),
                    YESTERDAY,
                    true,
                    List.of(ProfileField.EMAIL, ProfileField.FIRST_NAME, ProfileField.SOURCE),
                    List.of()))),
        crm.activities(ann));
  }

  @Test
  void what_cannot_be_read_becomes_a_dead_letter_and_the_stream_goes_on() {
    ProfileRecord profile = profiles.saved(Profiles.named("Ann", YES), YESTERDAY);
    String entry = new String(LoyaltyEntryJson.write(ann.redeemed("l1", 5, YESTERDAY)), UTF_8);
    byte[] gift = entry.replace("-5", "5").getBytes(UTF_8);
    crm.sendRaw(Topics.PROFILES, "default/ann", "not json".getBytes(UTF_8));
    crm.sendRaw(Topics.PROFILES, "default/ann", null);
    crm.sendRaw(Topics.PROFILES, "default/ann", "{\"version\":1}".getBytes(UTF_8));
    crm.sendRaw(Topics.PROFILES, "default/bob", ProfileRecordJson.write(profile));
    crm.sendRaw(Topics.PROFILES, null, ProfileRecordJson.write(profile));
    crm.sendRaw(Topics.LOYALTY_ENTRIES, "default/ann", gift);
    crm.sendRaw(Topics.LOYALTY_ENTRIES, "default/bob", entry.getBytes(UTF_8));
    crm.sendRaw(Topics.LOYALTY_ENTRIES, null, null);
    assertEquals(Optional.empty(), crm.customer("default/ann"));

    crm.tell(profile);
    crm.enter(ann.adjusted("l2", 7, YESTERDAY));

    assertEquals(Profiles.named("Ann", YES), crm.only(ann).profile());
    assertEquals(7, crm.only(ann).loyalty().points());
    assertEquals(
        List.of(
            Reason.NOT_JSON,
            Reason.NOT_JSON,
            Reason.NOT_JSON,
            Reason.WRONG_KEY,
            Reason.WRONG_KEY,
            Reason.NOT_JSON,
            Reason.WRONG_KEY,
            Reason.NOT_JSON),
        crm.rejected());
    assertArrayEquals(gift, crm.records(Topics.DEAD_LETTERS).get(5).value());
  }

  private static Revision api(Instant at, List<ProfileField> fields, ConsentChange consent) {
    return new Revision(Origin.API, Optional.empty(), at, false, fields, List.of(consent));
  }
}
