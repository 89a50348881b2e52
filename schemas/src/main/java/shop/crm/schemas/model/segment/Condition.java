package shop.crm.schemas.model.segment;

import java.util.List;

/** A condition on one customer, checked: fields, operators and operands fit. */
public sealed interface Condition {

  /** Whether any of it asks for what tells who somebody is or how to reach them. */
  default boolean isIdentifying() {
    return switch (this) {
      case All(List<Condition> of) -> of.stream().anyMatch(Condition::isIdentifying);
      case Any(List<Condition> of) -> of.stream().anyMatch(Condition::isIdentifying);
      case Not(Condition of) -> of.isIdentifying();
      case Leaf leaf -> leaf.field().field().isIdentifying();
    };
  }

  /** All of them hold; with none it holds. */
  record All(List<Condition> of) implements Condition {
    public All {
      of = List.copyOf(of);
    }
  }

  /** At least one of them holds. */
  record Any(List<Condition> of) implements Condition {
    public Any {
      of = List.copyOf(of);
    }
  }

  /** Holds where another condition does not. */
  record Not(Condition of) implements Condition {}

  /** A field compared with an operand. */
  record Leaf(FieldRef field, Operator operator, Operand operand) implements Condition {}
}
