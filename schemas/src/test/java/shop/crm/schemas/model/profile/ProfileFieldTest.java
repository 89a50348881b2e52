package shop.crm.schemas.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.segment.SegmentField;

class ProfileFieldTest {

  @Test
  void identifying_is_who_somebody_is_and_how_to_reach_them() {
    assertEquals(
        List.of("email", "phone", "first_name", "last_name", "date_of_birth", "addresses"),
        ProfileField.ALL.stream()
            .filter(ProfileField::isIdentifying)
            .map(ProfileField::wire)
            .toList());
  }

  @Test
  void what_identifies_is_nothing_for_a_log_either() {
    assertEquals(
        List.of(),
        ProfileField.ALL.stream()
            .filter(field -> field.isIdentifying() && !field.isPersonal())
            .toList());
  }

  @Test
  void conditions_on_a_part_of_a_field_are_as_private_as_the_field() {
    Set<String> fields =
        Stream.of(SegmentField.values())
            .filter(SegmentField::isIdentifying)
            .map(SegmentField::wire)
            .collect(Collectors.toSet());

    assertEquals(
        Set.of(
            "email",
            "phone",
            "first_name",
            "last_name",
            "date_of_birth",
            "addresses",
            "addresses.id",
            "addresses.type",
            "addresses.line1",
            "addresses.line2",
            "addresses.city",
            "addresses.region",
            "addresses.postal_code",
            "addresses.country",
            "addresses.is_default"),
        fields);
  }
}
