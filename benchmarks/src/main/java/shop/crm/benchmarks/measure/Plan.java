package shop.crm.benchmarks.measure;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How candidates are measured that take turns.
 *
 * @param connections how many clients there are at once
 * @param turn how long one turn is
 * @param rounds how many rounds count
 * @param watch hears what each turn measured
 */
public record Plan(int connections, Duration turn, int rounds, Consumer<String> watch) {

  Clients clients() {
    return clients(connections);
  }

  Clients clients(int number) {
    return new Clients(number, turn);
  }

  TurnTaking turns() {
    return new TurnTaking(rounds, watch);
  }
}
