package shop.crm.schemas.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.crm.schemas.Samples;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/** What differs between two profiles, and the rules of what is told of them. */
@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class RevisionTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Instant AT = Instant.parse("2026-02-01T10:00:00.123456Z");
  private static final Instant NANOS_LATER = AT.plusNanos(789);

  @Property
  void a_profile_does_not_differ_from_itself(@ForAll Profile profile) {
    assertEquals(List.of(), ProfileField.changed(profile, profile));
    assertEquals(List.of(), ConsentChange.between(profile, profile));
  }

  @Property
  void exactly_the_changed_fields_lead_from_one_profile_to_another(
      @ForAll Profile before, @ForAll Profile after) {
    List<ProfileField> changed = ProfileField.changed(before, after);

    assertEquals(changed, ProfileField.changed(after, before));
    assertEquals(after, with(changed, before, after));
    for (ProfileField field : changed) {
      List<ProfileField> others = changed.stream().filter(it -> it != field).toList();
      assertEquals(List.of(field), ProfileField.changed(with(others, before, after), after));
    }
  }

  /** The profile {@code to} with those fields of {@code from}. */
  private static Profile with(List<ProfileField> fields, Profile to, Profile from) {
    Profile.Builder mixed = to.edit();
    for (ProfileField field : fields) {
      switch (field.kind()) {
        case Kind.Text _ -> mixed.text(field, from.text(field));
        case Kind.Date _ -> mixed.date(field, from.date(field));
        case Kind.Flag _ -> mixed.flag(field, from.flag(field));
        case Kind.Addresses _ -> mixed.addresses(from.addresses());
        case Kind.Tags _ -> mixed.tags(from.tags());
      }
    }
    return mixed.build();
  }

  @Property
  void consents_change_where_their_fields_do_and_are_then_as_after(
      @ForAll Profile before, @ForAll Profile after) {
    List<ConsentChange> consents = ConsentChange.between(before, after);

    List<ProfileField> fields = ProfileField.changed(before, after);
    assertEquals(
        fields.stream().map(ProfileField::wire).filter(it -> it.endsWith("_opt_in")).toList(),
        consents.stream().map(it -> it.channel().wire() + "_opt_in").toList());
    for (ConsentChange consent : consents) {
      assertEquals(consent.channel().consent(after), consent.optedIn());
    }
  }

  @Property
  void of_a_new_customer_all_that_is_set_has_changed(@ForAll Profile profile) {
    Revision revision =
        Revision.between(Profile.NOTHING, profile, true, Origin.API, Optional.empty(), AT);

    assertEquals(Profile.NOTHING, with(revision.fields(), profile, Profile.NOTHING));
    assertEquals(ConsentChange.between(Profile.NOTHING, profile), revision.consents());
  }

  @Test
  void a_stub_has_a_source_and_nothing_else() {
    assertEquals(List.of(ProfileField.SOURCE), ProfileField.changed(Profile.NOTHING, Profile.STUB));
  }

  @Property
  void names_lead_back_to_what_they_name(
      @ForAll ProfileField field, @ForAll Channel channel, @ForAll Origin origin) {
    assertEquals(Optional.of(field), ProfileField.named(field.wire()));
    assertEquals(Optional.of(channel), Channel.named(channel.wire()));
    assertEquals(Optional.of(origin), Origin.named(origin.wire()));
  }

  @Test
  void times_are_what_postgresql_and_rows_can_store() {
    assertEquals(AT, new CustomerSeen(CUSTOMER, NANOS_LATER).since());
    assertEquals(AT, new ProfileRecord.Erased(CUSTOMER, 1, NANOS_LATER).erasedAt());
    assertEquals(AT, new ProfileEvent.Deleted(CUSTOMER, 1, NANOS_LATER).at());
    assertEquals(AT, adjusted(7).at());
  }

  @Test
  void versions_start_at_1() {
    assertThrows(IllegalArgumentException.class, () -> new ProfileRecord.Erased(CUSTOMER, 0, AT));
  }

  @Test
  void only_points_given_by_hand_count_for_the_tier() {
    assertEquals(7, adjusted(7).tierPoints());
    assertEquals(0, adjusted(-7).tierPoints());
    assertEquals(0, entry("l-1", LoyaltyEntry.Type.REDEEM, -7).tierPoints());
  }

  @ParameterizedTest
  @EnumSource(
      value = LoyaltyEntry.Type.class,
      names = {"REDEEM", "EXPIRE"})
  void only_an_adjustment_gives_points(LoyaltyEntry.Type type) {
    assertThrows(IllegalArgumentException.class, () -> entry("l-1", type, 1));
  }

  @Test
  void an_entry_has_an_id_that_fits_a_key_and_points_that_fit_a_sum() {
    assertThrows(IllegalArgumentException.class, () -> entry("l/1", LoyaltyEntry.Type.ADJUST, 1));
    assertThrows(IllegalArgumentException.class, () -> adjusted(LoyaltyEntry.MAX_POINTS + 1));
    assertThrows(IllegalArgumentException.class, () -> adjusted(-LoyaltyEntry.MAX_POINTS - 1));
  }

  private static LoyaltyEntry adjusted(long points) {
    return entry("l-1", LoyaltyEntry.Type.ADJUST, points);
  }

  private static LoyaltyEntry entry(String id, LoyaltyEntry.Type type, long points) {
    return new LoyaltyEntry(CUSTOMER, id, type, points, Optional.empty(), NANOS_LATER);
  }
}
