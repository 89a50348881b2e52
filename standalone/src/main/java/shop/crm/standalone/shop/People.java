package shop.crm.standalone.shop;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;

/**
 * Invented people. None can be meant: e-mail is at the domains reserved for examples (RFC 2606) and
 * phone numbers are of ranges that are assigned to nobody.
 */
public final class People {

  private record Name(String written, String latin, String gender) {}

  private record Place(String city, String region, String country) {}

  private static final List<Name> UKRAINIAN =
      List.of(
          new Name("Олена", "olena", "female"),
          new Name("Ірина", "iryna", "female"),
          new Name("Наталія", "nataliia", "female"),
          new Name("Оксана", "oksana", "female"),
          new Name("Юлія", "yuliia", "female"),
          new Name("Марія", "mariia", "female"),
          new Name("Катерина", "kateryna", "female"),
          new Name("Софія", "sofiia", "female"),
          new Name("Андрій", "andrii", "male"),
          new Name("Олександр", "oleksandr", "male"),
          new Name("Сергій", "serhii", "male"),
          new Name("Тарас", "taras", "male"),
          new Name("Богдан", "bohdan", "male"),
          new Name("Максим", "maksym", "male"),
          new Name("Дмитро", "dmytro", "male"));

  /** Surnames that are alike for women and men. */
  private static final List<Name> UKRAINIAN_SURNAMES =
      List.of(
          new Name("Шевченко", "shevchenko", ""),
          new Name("Коваленко", "kovalenko", ""),
          new Name("Бондаренко", "bondarenko", ""),
          new Name("Ткаченко", "tkachenko", ""),
          new Name("Кравченко", "kravchenko", ""),
          new Name("Олійник", "oliinyk", ""),
          new Name("Шевчук", "shevchuk", ""),
          new Name("Поліщук", "polishchuk", ""),
          new Name("Мельник", "melnyk", ""),
          new Name("Мороз", "moroz", ""),
          new Name("Савчук", "savchuk", ""),
          new Name("Лисенко", "lysenko", ""),
          new Name("Гончаренко", "honcharenko", ""),
          new Name("Романюк", "romaniuk", ""),
          new Name("Стельмах", "stelmakh", ""));

  private static final List<Name> ENGLISH =
      List.of(
          new Name("Emma", "emma", "female"),
          new Name("Grace", "grace", "female"),
          new Name("Hannah", "hannah", "female"),
          new Name("Oliver", "oliver", "male"),
          new Name("James", "james", "male"),
          new Name("Henry", "henry", "male"));

  private static final List<Name> ENGLISH_SURNAMES =
      List.of(
          new Name("Taylor", "taylor", ""),
          new Name("Walker", "walker", ""),
          new Name("Bennett", "bennett", ""),
          new Name("Hughes", "hughes", ""),
          new Name("Foster", "foster", ""));

  private static final List<Place> UKRAINE =
      List.of(
          new Place("Kyiv", "Kyiv", "UA"),
          new Place("Kyiv", "Kyiv", "UA"),
          new Place("Kyiv", "Kyiv", "UA"),
          new Place("Lviv", "Lviv Oblast", "UA"),
          new Place("Lviv", "Lviv Oblast", "UA"),
          new Place("Odesa", "Odesa Oblast", "UA"),
          new Place("Kharkiv", "Kharkiv Oblast", "UA"),
          new Place("Dnipro", "Dnipropetrovsk Oblast", "UA"),
          new Place("Vinnytsia", "Vinnytsia Oblast", "UA"),
          new Place("Ivano-Frankivsk", "Ivano-Frankivsk Oblast", "UA"),
          new Place("Chernivtsi", "Chernivtsi Oblast", "UA"));

  private static final List<Place> BRITAIN =
      List.of(new Place("London", "England", "GB"), new Place("Leeds", "England", "GB"));

  private static final List<String> DOMAINS = List.of("example.com", "example.org", "example.net");
  private static final List<String> SOURCES = List.of("web", "web", "app", "instagram", "referral");
  private static final List<String> TAGS =
      List.of("espresso", "filter", "tea", "gift-buyer", "office", "wholesale", "workshop-guest");

  private People() {}

  /**
   * A person.
   *
   * @param number counts the shop's customers; makes e-mail and phone their own
   * @param random what all else is drawn from
   */
  public static Profile person(int number, RandomGenerator random) {
    return person(number, new Draws(random));
  }

  static Profile person(int number, Draws draws) {
    boolean ukrainian = draws.chance(.85);
    Name first = draws.any(ukrainian ? UKRAINIAN : ENGLISH);
    Name last = draws.any(ukrainian ? UKRAINIAN_SURNAMES : ENGLISH_SURNAMES);
    String email = first.latin() + "." + last.latin() + "." + number + "@" + draws.any(DOMAINS);
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of(email))
        .text(
            ProfileField.PHONE,
            draws.chance(.7) ? Optional.of(phone(ukrainian, number)) : Optional.empty())
        .text(ProfileField.FIRST_NAME, Optional.of(first.written()))
        .text(ProfileField.LAST_NAME, Optional.of(last.written()))
        .date(
            ProfileField.DATE_OF_BIRTH,
            draws.chance(.5) ? Optional.of(birthday(draws)) : Optional.empty())
        .text(
            ProfileField.GENDER, draws.chance(.6) ? Optional.of(first.gender()) : Optional.empty())
        .addresses(List.of(address(draws.any(ukrainian ? UKRAINE : BRITAIN))))
        .tags(draws.chance(.4) ? List.of(draws.any(TAGS)) : List.of())
        .text(ProfileField.SOURCE, Optional.of(draws.any(SOURCES)))
        .flag(ProfileField.EMAIL_OPT_IN, Optional.of(draws.chance(.65)))
        .flag(ProfileField.SMS_OPT_IN, Optional.of(draws.chance(.35)))
        .flag(ProfileField.PUSH_OPT_IN, Optional.of(draws.chance(.25)))
        .build();
  }

  /** No operator has +380 00; Ofcom keeps +44 7700 900000 to 900999 for drama. */
  private static String phone(boolean ukrainian, int number) {
    return ukrainian
        ? String.format(Locale.ROOT, "+38000%07d", number % 10_000_000)
        : String.format(Locale.ROOT, "+447700900%03d", number % 1_000);
  }

  private static LocalDate birthday(Draws draws) {
    return LocalDate.of(1955, 1, 1).plusDays(draws.random().nextInt(50 * 365));
  }

  private static Address address(Place place) {
    return new Address(
        Optional.empty(),
        Address.Type.SHIPPING,
        new Address.Place(
            Optional.empty(),
            Optional.empty(),
            Optional.of(place.city()),
            Optional.of(place.region()),
            Optional.empty(),
            Optional.of(place.country())),
        true);
  }
}
