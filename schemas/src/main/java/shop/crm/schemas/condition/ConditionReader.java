package shop.crm.schemas.condition;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.crm.schemas.condition.ConditionsJson.Checked;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.FieldRef;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/**
 * Reads conditions and collects all that is wrong with them.
 *
 * <p>The root, or what stands directly in a root that is a list, has depth 1. Each {@code all},
 * {@code any} and {@code not} adds one for what it holds, and so does a list, but for the root's
 * and the one that {@code all} or {@code any} is written with.
 */
final class ConditionReader {

  /** How deep conditions may be nested. */
  static final int MAX_DEPTH = 5;

  /** Greatest number of comparisons. */
  static final int MAX_LEAVES = 100;

  /** Greatest size as JSON, in bytes. */
  static final int MAX_BYTES = 64 << 10;

  private static final Set<String> LEAF = Set.of("field", "operator", "value");
  private static final Set<String> GROUPS = Set.of("all", "any", "not");
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,3}");
  private static final String OPERATORS = names(List.of(Operator.values()));

  private final Mistakes mistakes = new Mistakes();
  private final OperandReader operands = new OperandReader(mistakes);
  private int leaves;

  private ConditionReader() {}

  static Checked read(JsonNode json) {
    return new ConditionReader().checked(json);
  }

  private Checked checked(JsonNode json) {
    Optional<Condition> root = json.isArray() ? all(json, "", 1) : condition(json, "", 1);
    if (leaves > MAX_LEAVES) {
      mistakes.add("", "has more than " + MAX_LEAVES + " conditions");
    }
    if (mistakes.isEmpty()) {
      String text = CanonicalNumbers.in(json).toString();
      if (text.length() <= MAX_BYTES && text.getBytes(UTF_8).length <= MAX_BYTES) {
        return new Checked.Valid(new Conditions(root.orElseThrow(), text));
      }
      mistakes.add("", "is longer than 64 KiB");
    }
    return new Checked.Invalid(mistakes.all());
  }

  private Optional<Condition> condition(JsonNode json, String pointer, int depth) {
    if (depth > MAX_DEPTH) {
      return wrong(pointer, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (json.isArray()) {
      return all(json, pointer, depth + 1);
    }
    if (!json.isObject()) {
      return wrong(pointer, "is not an object or a list");
    }
    List<String> names = json.properties().stream().map(Map.Entry::getKey).toList();
    for (String name : names) {
      if (!LEAF.contains(name) && !GROUPS.contains(name)) {
        mistakes.add(Mistakes.at(pointer, name), "is not field, operator, value, all, any or not");
      }
    }
    // Generated clients write null for what is not there.
    List<String> told = names.stream().filter(name -> !json.get(name).isNull()).toList();
    List<String> groups = told.stream().filter(GROUPS::contains).toList();
    boolean leaf = told.stream().anyMatch(LEAF::contains);
    if (leaf == !groups.isEmpty() || groups.size() > 1) {
      return wrong(pointer, "is not one of {field, operator, value}, {all}, {any} and {not}");
    }
    return leaf ? leaf(json, pointer) : group(groups.getFirst(), json, pointer, depth);
  }

  private Optional<Condition> group(String name, JsonNode json, String pointer, int depth) {
    JsonNode of = json.get(name);
    String inside = Mistakes.at(pointer, name);
    return switch (name) {
      case "all" -> all(of, inside, depth + 1);
      case "any" -> several(of, inside, depth + 1).map(Condition.Any::new);
      default -> condition(of, inside, depth + 1).map(Condition.Not::new);
    };
  }

  private Optional<Condition> all(JsonNode list, String pointer, int depth) {
    return several(list, pointer, depth).map(Condition.All::new);
  }

  private Optional<List<Condition>> several(JsonNode list, String pointer, int depth) {
    if (!list.isArray()) {
      mistakes.add(pointer, "is not a list");
      return Optional.empty();
    }
    if (list.isEmpty()) {
      mistakes.add(pointer, "has no condition");
      return Optional.empty();
    }
    List<Condition> conditions = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      condition(list.get(i), Mistakes.at(pointer, i), depth).ifPresent(conditions::add);
    }
    return Optional.of(conditions);
  }

  private Optional<Condition> leaf(JsonNode json, String pointer) {
    leaves++;
    Optional<FieldRef> field = field(json.path("field"), pointer + "/field");
    Optional<Operator> operator = operator(json.path("operator"), pointer + "/operator");
    boolean given = json.has("value");
    if (!given && operator.isPresent() && operator.get() != Operator.EXISTS) {
      mistakes.add(pointer + "/value", "is missing");
    }
    if (field.isEmpty() || operator.isEmpty()) {
      return Optional.empty();
    }
    SegmentField of = field.get().field();
    List<Operator> fitting = of.kind().operators();
    if (!fitting.contains(operator.get())) {
      return wrong(
          pointer + "/operator", "does not fit " + of.wire() + ": one of " + names(fitting));
    }
    if (!given) {
      return operator.get() == Operator.EXISTS
          ? Optional.of(new Condition.Leaf(field.get(), operator.get(), new Operand.Flag(true)))
          : Optional.empty();
    }
    return operands
        .read(of, operator.get(), json.get("value"), pointer + "/value")
        .map(operand -> new Condition.Leaf(field.get(), operator.get(), operand));
  }

  private Optional<FieldRef> field(JsonNode json, String pointer) {
    if (json.isMissingNode()) {
      return wrong(pointer, "is missing");
    }
    String text = json.isTextual() ? json.textValue() : "";
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Optional<SegmentField> field = SegmentField.named(name);
    if (field.isEmpty()) {
      return wrong(pointer, "is not a field of a customer, nor one that is derived");
    }
    String days = colon < 0 ? "" : text.substring(colon + 1);
    if (!field.get().isWindow()) {
      return colon < 0
          ? Optional.of(new FieldRef(field.get(), 0))
          : wrong(pointer, "does not look back: only " + name);
    }
    if (!WHOLE.matcher(days).matches() || Integer.parseInt(days) > SegmentField.MAX_DAYS) {
      return wrong(
          pointer,
          "does not say how far it looks back: "
              + name
              + ":<n>, n from 1 to "
              + SegmentField.MAX_DAYS);
    }
    return Optional.of(new FieldRef(field.get(), Integer.parseInt(days)));
  }

  private Optional<Operator> operator(JsonNode json, String pointer) {
    if (json.isMissingNode()) {
      return wrong(pointer, "is missing");
    }
    Optional<Operator> operator =
        json.isTextual() ? Operator.named(json.textValue()) : Optional.empty();
    if (operator.isEmpty()) {
      mistakes.add(pointer, "is not an operator: one of " + OPERATORS);
    }
    return operator;
  }

  private <T> Optional<T> wrong(String pointer, String message) {
    mistakes.add(pointer, message);
    return Optional.empty();
  }

  private static String names(List<Operator> operators) {
    return operators.stream().map(Operator::wire).collect(Collectors.joining(", "));
  }
}
