package shop.crm.queries.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileField.Kind;

/**
 * What a body asks to make of a profile, checked: a JSON merge patch, RFC 7396.
 *
 * @param id the id that the body names
 * @param edits one for each field that it gives
 * @param kept fields that stay: those that it gives as they are, which would be refused if they
 *     were new, and those that its sender was not shown
 */
public record ProfileEdit(
    Optional<String> id, List<Consumer<Profile.Builder>> edits, Set<ProfileField> kept) {

  /** What is said of a name that no field has. */
  public static final String NO_FIELD = "is not a field of a customer";

  private static final int MAX_ERRORS = 100;

  /** Fields of a customer that nobody sets. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "tenant_id",
          "loyalty_tier",
          "loyalty_points",
          "total_orders",
          "total_spent",
          "average_order",
          "first_order_date",
          "last_order_date",
          "rfm_segment",
          "recency_score",
          "frequency_score",
          "monetary_score",
          "lifecycle_stage",
          "created_at",
          "updated_at",
          "version",
          // What an answer holds only where it is asked for.
          "previous_segment",
          "segment_changed_at",
          Visibility.MARK);

  /** What becomes of fields that nobody sets. */
  public enum ReadOnly {
    /** A body that was read before can be sent as it is. */
    IGNORED,
    REFUSED
  }

  /** The profile with all edits. */
  public Profile applyTo(Profile profile) {
    Profile.Builder draft = profile.edit();
    edits.forEach(edit -> edit.accept(draft));
    return draft.build();
  }

  /**
   * The profile with the edits of a line that may be what was given out before: as with {@link
   * #replacing}, no refusal is taken from that.
   */
  public Profile importedInto(Profile profile) {
    return leavingUnasked(applyTo(profile), profile);
  }

  /** A profile that takes no refusal for an answer where there was none before. */
  private static Profile leavingUnasked(Profile after, Profile before) {
    Profile.Builder draft = after.edit();
    after
        .flags()
        .forEach(
            (field, in) ->
                draft.flag(
                    field, Optional.of(in).filter(_ -> in || before.flag(field).isPresent())));
    return draft.build();
  }

  /**
   * What the edits alone make, in the place of a profile. A customer who was never asked reads as
   * not opted in: what was read and is sent back is no answer that they gave.
   */
  public Profile replacing(Profile before) {
    Profile.Builder draft = before.edit();
    ProfileValues none = new ProfileValues(new BodyErrors(0), LocalDate.EPOCH);
    ProfileField.ALL.stream()
        .filter(field -> !kept.contains(field))
        .forEach(field -> edit(field, NullNode.getInstance(), none).accept(draft));
    edits.forEach(edit -> edit.accept(draft));
    return leavingUnasked(draft.build(), before);
  }

  /**
   * Reads a body. Earlier releases took values that are refused now: such a field is none to change
   * where it is as it is stored, so that whatever was read can be sent back.
   *
   * @param today for dates that must not lie ahead
   * @param stored looks up the profile that there is, where that is needed
   * @throws ProblemException naming every field that is wrong
   */
  public static ProfileEdit read(
      JsonNode body, ReadOnly readOnly, LocalDate today, Supplier<Optional<Profile>> stored) {
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    List<Consumer<Profile.Builder>> edits = new ArrayList<>();
    Set<ProfileField> kept = unseen(body);
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      String name = field.getKey();
      Optional<ProfileField> known = ProfileField.named(name);
      if (known.filter(kept::contains).isPresent()) {
        continue;
      }
      if (known.isPresent()) {
        BodyErrors wrong = new BodyErrors(MAX_ERRORS);
        var edit = edit(known.get(), field.getValue(), new ProfileValues(wrong, today));
        if (wrong.all().isEmpty()) {
          edits.add(edit);
        } else if (stored.get().filter(it -> isAs(it, known.get(), field.getValue())).isPresent()) {
          kept.add(known.get());
        } else {
          wrong.all().forEach(errors::add);
        }
      } else if (READ_ONLY.contains(name)) {
        if (readOnly == ReadOnly.REFUSED) {
          errors.add("/" + name, "is read-only");
        }
      } else if (!name.equals("id")) {
        errors.add("/" + BodyErrors.escaped(name), NO_FIELD);
      }
    }
    Optional<String> id = id(body.path("id"), errors);
    errors.throwIfAny();
    return new ProfileEdit(id, List.copyOf(edits), Set.copyOf(kept));
  }

  /**
   * What is absent from a body that was masked when it was read: to send it back empties none of
   * the fields that its sender has never seen.
   */
  private static Set<ProfileField> unseen(JsonNode body) {
    Set<ProfileField> unseen = EnumSet.noneOf(ProfileField.class);
    if (body.path(Visibility.MARK).asBoolean()) {
      ProfileField.ALL.stream()
          .filter(field -> field.isIdentifying() && !body.hasNonNull(field.wire()))
          .forEach(unseen::add);
    }
    return unseen;
  }

  private static boolean isAs(Profile stored, ProfileField field, JsonNode value) {
    byte[] answered = JsonBytes.object(json -> ProfileJson.writeAnswered(json, field, stored));
    try {
      return Json.ONE_VALUE.readTree(answered).path(field.wire()).equals(value);
    } catch (IOException e) {
      throw new UncheckedIOException("what was written cannot be read", e);
    }
  }

  private static Optional<String> id(JsonNode id, BodyErrors errors) {
    if (id.isMissingNode() || id.isNull()) {
      return Optional.empty();
    }
    if (!id.isTextual() || !Ids.isReachable(id.textValue())) {
      errors.add("/id", "is not an id: " + Ids.REACHABLE);
      return Optional.empty();
    }
    return Optional.of(id.textValue());
  }

  private static Consumer<Profile.Builder> edit(
      ProfileField field, JsonNode value, ProfileValues values) {
    String pointer = "/" + field.wire();
    return switch (field.kind()) {
      case Kind.Text text -> {
        Optional<String> given = values.plain().checked(pointer, value, text.rule());
        yield draft -> draft.text(field, given);
      }
      case Kind.Date _ -> {
        Optional<LocalDate> given = values.birth(pointer, value);
        yield draft -> draft.date(field, given);
      }
      case Kind.Flag _ -> {
        Optional<Boolean> given = values.plain().flag(pointer, value);
        yield draft -> draft.flag(field, given);
      }
      case Kind.Addresses _ -> {
        List<Address> given = values.addresses(value);
        yield draft -> draft.addresses(given);
      }
      case Kind.Tags _ -> {
        List<String> given = values.tags(value);
        yield draft -> draft.tags(given);
      }
    };
  }
}
