package shop.crm.topology.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.index.CustomerQuery.Sort;

class CustomerIndexTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int PAGE = 10;

  private final CustomerIndex customerIndex = new CustomerIndex();

  @BeforeEach
  void some_customers_are_known() {
    customer("anna", "Анна", "Коваленко", "Anna.Kovalenko@example.org", "+380501112233");
    customer("ben", "Ben", "Anderson", "ben@example.org", "+380671112233");
    customer("bea", "Bea", "Коваль", "bea@example.org", "+49301112233");
    customerIndex.move("stub", Optional.empty(), Optional.of(state(Profile.STUB)));
  }

  private void customer(String id, String first, String last, String email, String phone) {
    customerIndex.move(
        id, Optional.empty(), Optional.of(state(profile(first, last, email, phone))));
  }

  private static Profile profile(String first, String last, String email, String phone) {
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, Optional.of(email))
        .text(ProfileField.PHONE, Optional.of(phone))
        .text(ProfileField.FIRST_NAME, Optional.of(first))
        .text(ProfileField.LAST_NAME, Optional.of(last))
        .build();
  }

  private static CustomerState state(Profile profile) {
    return CustomerState.begin(NOW, "bronze").withProfile(profile, 1, 0);
  }

  private List<String> search(Optional<String> prefix, Optional<String> email) {
    CustomerQuery query =
        new CustomerQuery(
            Sort.TOTAL_SPENT,
            true,
            new CustomerQuery.Selection(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Map.of(),
                new CustomerQuery.Search(prefix, email)),
            Optional.empty(),
            PAGE);
    return customerIndex.page(query).stream().map(Position::id).toList();
  }

  private List<String> startingWith(String prefix) {
    return search(Optional.of(prefix), Optional.empty());
  }

  @Test
  void a_customer_is_found_by_the_start_of_name_last_name_email_or_phone() {
    assertEquals(List.of("anna", "ben"), startingWith("AN"));
    assertEquals(List.of("anna", "bea"), startingWith("ковал"));
    assertEquals(List.of("anna"), startingWith("Анна к"));
    assertEquals(List.of("anna", "ben"), startingWith("+380"));
    assertEquals(List.of(), startingWith("derson"));
  }

  @Test
  void a_name_is_found_however_it_is_written() {
    customer("form", "Mu\u0308ller", "Gri\ufb03n", "info@xn--mller-kva.example", "1");

    for (String text :
        List.of("m\u00fcller", "MU\u0308LL", "\uff2d\u00fc", "griffi", "gri\ufb03n")) {
      assertEquals(List.of("form"), startingWith(text), text);
    }
    assertEquals(
        List.of("form"), search(Optional.empty(), Optional.of("Info@m\u00fcller.example")));
  }

  @Test
  void a_long_text_may_find_too_many_but_never_too_few() {
    assertEquals(List.of("anna"), startingWith("anna.kovalenko@example.org"));
    assertEquals(List.of("anna"), startingWith("anna.kovalenko@elsewhere.org"));
  }

  @Test
  void a_whole_email_finds_only_emails_that_are_as_long() {
    assertEquals(List.of("ben"), search(Optional.empty(), Optional.of("BEN@example.org")));
    assertEquals(List.of(), search(Optional.empty(), Optional.of("ben@exa")));
    assertEquals(List.of(), search(Optional.empty(), Optional.of("Anderson")));
  }

  @Test
  void a_customer_who_changes_is_found_by_what_is_true_now() {
    customer("ben", "Ben", "Коваленко", "ben@example.org", "+380671112233");

    assertEquals(List.of("anna", "bea", "ben"), startingWith("ковал"));
    assertEquals(List.of(), startingWith("anders"));
  }

  @Test
  void all_are_found_again_after_the_columns_have_grown() {
    for (int i = 0; i < 100; i++) {
      customer("c" + i, "Name" + i, "Last", "c" + i + "@example.org", "1");
    }

    assertEquals(List.of("anna", "bea"), startingWith("ковал"));
    assertEquals(List.of("c77"), startingWith("c77@"));
  }
}
