package shop.crm.queries.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadAnswersTest {

  private final UnreadAnswers unread = new UnreadAnswers(100);
  private final List<String> ended = new ArrayList<>();

  private UnreadAnswers.Reader reader(String name) {
    return unread.reader(() -> ended.add(name));
  }

  @Test
  void who_has_taken_longest_makes_room() {
    UnreadAnswers.Reader first = reader("first");
    UnreadAnswers.Reader second = reader("second");
    UnreadAnswers.Reader third = reader("third");
    first.begins(40);
    second.begins(60);
    assertEquals(List.of(), ended);

    third.begins(1);
    assertEquals(List.of("first"), ended);
    third.ends();
    third.begins(41);
    assertEquals(List.of("first", "second"), ended);
  }

  @Test
  void an_answer_that_is_taken_is_nobodys_burden() {
    UnreadAnswers.Reader first = reader("first");
    UnreadAnswers.Reader second = reader("second");
    for (int i = 0; i < 1_000; i++) {
      first.begins(60);
      first.ends();
      second.begins(100);
      second.ends();
    }

    assertEquals(List.of(), ended);
  }

  @Test
  void one_answer_alone_may_be_as_long_as_it_is() {
    UnreadAnswers.Reader only = reader("only");
    only.begins(1_000);
    assertEquals(List.of(), ended);

    reader("next").begins(1);
    assertEquals(List.of("only"), ended);
  }
}
