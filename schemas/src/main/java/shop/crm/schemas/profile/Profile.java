package shop.crm.schemas.profile;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a customer is called, where to reach them, and what they agreed to.
 *
 * @param gender as the shop words it
 * @param addresses postal addresses
 * @param tags labels that the shop gave
 * @param source how the customer came to be known; {@code order} where only an order named them
 */
public record Profile(
    Optional<String> email,
    Optional<String> phone,
    Optional<String> firstName,
    Optional<String> lastName,
    Optional<LocalDate> dateOfBirth,
    Optional<String> gender,
    List<Address> addresses,
    List<String> tags,
    Optional<String> source,
    Optional<Boolean> emailOptIn,
    Optional<Boolean> smsOptIn,
    Optional<Boolean> pushOptIn) {

  /** The source of a customer that only an order has named. */
  public static final String SOURCE_ORDER = "order";

  /** The profile of whom nothing is known, which is what a new customer's profile differs from. */
  public static final Profile NOTHING = empty(Optional.empty());

  /** The profile of a customer that only an order has named. */
  public static final Profile STUB = empty(Optional.of(SOURCE_ORDER));

  public Profile {
    addresses = List.copyOf(addresses);
    tags = List.copyOf(tags);
  }

  /** A profile of which only the source is known. */
  public static Profile empty(Optional<String> source) {
    Optional<String> none = Optional.empty();
    return new Profile(
        none,
        none,
        none,
        none,
        Optional.empty(),
        none,
        List.of(),
        List.of(),
        source,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * This profile with its empty fields taken from {@code other}. A stub's source counts as empty: a
   * registration says where the customer came from, whether it arrives before the order or after.
   */
  public Profile filledFrom(Profile other) {
    boolean stub = source.equals(Optional.of(SOURCE_ORDER));
    return new Profile(
        filled(email).or(() -> other.email),
        filled(phone).or(() -> other.phone),
        filled(firstName).or(() -> other.firstName),
        filled(lastName).or(() -> other.lastName),
        dateOfBirth.or(() -> other.dateOfBirth),
        filled(gender).or(() -> other.gender),
        addresses.isEmpty() ? other.addresses : addresses,
        tags.isEmpty() ? other.tags : tags,
        stub ? other.source : filled(source).or(() -> other.source),
        emailOptIn.or(() -> other.emailOptIn),
        smsOptIn.or(() -> other.smsOptIn),
        pushOptIn.or(() -> other.pushOptIn));
  }

  /** Earlier releases kept blank texts. */
  private static Optional<String> filled(Optional<String> text) {
    return text.filter(it -> !it.isBlank());
  }
}
