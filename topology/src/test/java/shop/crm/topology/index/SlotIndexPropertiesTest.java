package shop.crm.topology.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SlotIndexPropertiesTest {

  /** Thirty-two ids of one hash code, and as many that have others. */
  private static final List<String> IDS =
      Stream.concat(
              IntStream.range(0, 32).mapToObj(SlotIndexPropertiesTest::colliding),
              IntStream.range(0, 32).mapToObj(i -> "c" + 17 * i))
          .toList();

  /** An index beside a map that says what it should find. */
  private static final class Both {
    final SlotIndex index = new SlotIndex();
    final Columns columns = new Columns(IDS.size());
    final Map<String, Integer> expected = new HashMap<>();
    final List<Integer> free = new ArrayList<>(IntStream.range(0, IDS.size()).boxed().toList());

    void put(String id) {
      int slot = free.removeFirst();
      columns.set(
          slot,
          id,
          new Columns.Figures(0, 0, 0, 0, -1, 0, new int[0]),
          new Columns.Traits(0, new int[0], new SearchKeys("", "", "", "")),
          Optional.empty());
      index.put(id, slot, columns);
      expected.put(id, slot);
    }

    void remove(String id) {
      int slot = expected.remove(id);
      index.remove(id, columns);
      columns.clear(slot);
      free.add(slot);
    }

    void agree() {
      for (String id : IDS) {
        assertEquals(expected.getOrDefault(id, -1), index.get(id, columns));
      }
    }
  }

  @Example
  void the_colliding_ids_do_collide() {
    assertEquals(1, IDS.subList(0, 32).stream().map(String::hashCode).distinct().count());
    assertEquals(32, IDS.subList(0, 32).stream().distinct().count());
  }

  @Property
  void it_finds_what_a_map_would_after_any_adding_and_removing(
      @ForAll("moves") List<String> moves) {
    Both both = new Both();
    for (String id : moves) {
      if (both.expected.containsKey(id)) {
        both.remove(id);
      } else {
        both.put(id);
      }
      both.agree();
    }
  }

  @Property
  void removing_whom_it_does_not_have_changes_nothing(@ForAll("moves") List<String> moves) {
    Both both = new Both();
    moves.subList(0, moves.size() / 2).stream().distinct().forEach(both::put);

    for (String id : moves) {
      if (!both.expected.containsKey(id)) {
        both.index.remove(id, both.columns);
      }
    }

    both.agree();
  }

  /** Whoever is there goes, whoever is not comes. */
  @Provide
  Arbitrary<List<String>> moves() {
    return Arbitraries.of(IDS).list().ofMaxSize(150);
  }

  private static String colliding(int number) {
    StringBuilder id = new StringBuilder();
    for (int bit = 0; bit < 5; bit++) {
      id.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return id.toString();
  }
}
