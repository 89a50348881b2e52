package shop.crm.queries.profile;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.profile.Address;
import shop.crm.schemas.profile.Profile;

/** A profile while edits are applied to it, one after the other. */
public final class ProfileDraft {

  Optional<String> email;
  Optional<String> phone;
  Optional<String> firstName;
  Optional<String> lastName;
  Optional<LocalDate> dateOfBirth;
  Optional<String> gender;
  List<Address> addresses;
  List<String> tags;
  Optional<String> source;
  Optional<Boolean> emailOptIn;
  Optional<Boolean> smsOptIn;
  Optional<Boolean> pushOptIn;

  ProfileDraft(Profile from) {
    email = from.email();
    phone = from.phone();
    firstName = from.firstName();
    lastName = from.lastName();
    dateOfBirth = from.dateOfBirth();
    gender = from.gender();
    addresses = from.addresses();
    tags = from.tags();
    source = from.source();
    emailOptIn = from.emailOptIn();
    smsOptIn = from.smsOptIn();
    pushOptIn = from.pushOptIn();
  }

  /** Takes no refusal for an answer where there was none before. */
  void leaveUnasked(Profile before) {
    emailOptIn = answered(emailOptIn, before.emailOptIn());
    smsOptIn = answered(smsOptIn, before.smsOptIn());
    pushOptIn = answered(pushOptIn, before.pushOptIn());
  }

  private static Optional<Boolean> answered(Optional<Boolean> given, Optional<Boolean> before) {
    return given.filter(in -> in || before.isPresent());
  }

  Profile toProfile() {
    return new Profile(
        email,
        phone,
        firstName,
        lastName,
        dateOfBirth,
        gender,
        addresses,
        tags,
        source,
        emailOptIn,
        smsOptIn,
        pushOptIn);
  }
}
