package shop.crm.queries.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.http.body.BodyValues;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.ProfileLimits;
import shop.crm.schemas.model.profile.ProfileRules;

/** Reads and checks the values of a profile; null stands for none. */
public final class ProfileValues {

  private static final Set<String> ADDRESS_FIELDS =
      Set.of(
          "id", "type", "line1", "line2", "city", "region", "postal_code", "country", "is_default");

  private final BodyErrors errors;
  private final BodyValues values;
  private final LocalDate today;

  ProfileValues(BodyErrors errors, LocalDate today) {
    this.errors = errors;
    this.values = new BodyValues(errors);
    this.today = today;
  }

  /** What is nothing but a text or a flag. */
  BodyValues plain() {
    return values;
  }

  Optional<LocalDate> birth(String pointer, JsonNode value) {
    return values.checked(pointer, value, text -> ProfileRules.birth(text, today));
  }

  List<String> tags(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > ProfileLimits.TAGS) {
      errors.add("/tags", "is not a list of at most " + ProfileLimits.TAGS + " texts");
      return List.of();
    }
    Set<String> tags = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      if (value.get(i).isNull()) {
        errors.add("/tags/" + i, BodyValues.NOT_A_TEXT);
      }
      values.text("/tags/" + i, value.get(i), ProfileLimits.TAG).ifPresent(tags::add);
    }
    List<String> all = List.copyOf(tags);
    if (!ProfileLimits.tagsFit(all)) {
      errors.add("/tags", together(ProfileLimits.TAGS_BYTES));
    }
    return all;
  }

  List<Address> addresses(JsonNode value) {
    if (value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > ProfileLimits.ADDRESSES) {
      errors.add(
          "/addresses", "is not a list of at most " + ProfileLimits.ADDRESSES + " addresses");
      return List.of();
    }
    List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      address("/addresses/" + i, value.get(i)).ifPresent(addresses::add);
    }
    if (!ProfileLimits.addressesFit(addresses)) {
      errors.add("/addresses", together(ProfileLimits.ADDRESSES_BYTES));
    }
    return addresses;
  }

  private static String together(int most) {
    return "has more than " + most + " bytes together";
  }

  private Optional<Address> address(String pointer, JsonNode value) {
    if (!value.isObject()) {
      errors.add(pointer, "is not an object");
      return Optional.empty();
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (!ADDRESS_FIELDS.contains(field.getKey())) {
        errors.add(
            pointer + "/" + BodyErrors.escaped(field.getKey()), "is not a field of an address");
      }
    }
    return Optional.of(
        new Address(
            values.checked(pointer + "/id", present(value.path("id")), ProfileRules::addressId),
            values
                .checked(pointer + "/type", present(value.path("type")), ProfileRules::addressType)
                .orElse(Address.Type.OTHER),
            new Address.Place(
                line(pointer, value, "line1"),
                line(pointer, value, "line2"),
                line(pointer, value, "city"),
                line(pointer, value, "region"),
                line(pointer, value, "postal_code"),
                values.checked(
                    pointer + "/country", present(value.path("country")), ProfileRules::country)),
            values.flag(pointer + "/is_default", present(value.path("is_default"))).orElse(false)));
  }

  private Optional<String> line(String pointer, JsonNode address, String field) {
    return values.checked(pointer + "/" + field, present(address.path(field)), ProfileRules::line);
  }

  private static JsonNode present(JsonNode value) {
    return value.isMissingNode() ? NullNode.getInstance() : value;
  }
}
