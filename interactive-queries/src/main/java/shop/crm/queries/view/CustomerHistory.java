package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import shop.crm.queries.http.JsonElement;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.KeysetCursor;
import shop.crm.queries.http.page.Page;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.LiveState.History;
import shop.crm.queries.view.HistoryList.Source;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;

/**
 * The whole of a customer's history, however long, piece by piece: places of a number of lines are
 * selected, then those lines are read and written one at a time. Nothing of the stores is held
 * while a line is written, so a caller who reads slowly keeps nobody waiting.
 *
 * @param life of which customer of the id it is, see {@link CustomerState#life}; nothing where the
 *     stream has no history of them
 */
public record CustomerHistory(LiveState state, CustomerKey key, Optional<Long> life) {

  /** So many places are kept at once: a few MiB. Each piece costs a pass over all orders. */
  private static final int PIECE = 8_000;

  /**
   * Writes a list as a field, newest first.
   *
   * @param more adds what the stream does not know
   */
  public void write(JsonGenerator json, String name, HistoryList list, Consumer<Page<Source>> more)
      throws IOException {
    json.writeArrayFieldStart(name);
    Optional<KeysetCursor> behind = Optional.empty();
    boolean left = true;
    while (left) {
      Optional<KeysetCursor> from = behind;
      Page<Source> piece =
          life.isPresent()
              ? read(history -> list.select(history, Page.part(PIECE, from)))
              : Page.part(PIECE, from);
      more.accept(piece);
      for (Page.Item<Source> line : piece.items()) {
        Optional<JsonElement> element =
            switch (line.value()) {
              case Source.Here(JsonElement here) -> Optional.of(here);
              case Source.InOrder inOrder ->
                  read(history -> list.element(history, line.place(), inOrder));
            };
        if (element.isPresent()) {
          element.get().write(json);
        }
        behind = Optional.of(line.place());
      }
      left = piece.hasNext();
    }
    json.writeEndArray();
  }

  /**
   * One short read.
   *
   * @throws ProblemException if the state is elsewhere by now, or the customer was erased, even if
   *     there is another one of the same id
   */
  private <T> T read(Function<History, T> read) {
    return Answers.still(
            state.history(
                key,
                history ->
                    life.get() == history.life()
                        ? Optional.of(read.apply(history))
                        : Optional.<T>empty()))
        .flatMap(Function.identity())
        .orElseThrow(CustomerHistory::gone);
  }

  private static ProblemException gone() {
    return new ProblemException(Problem.unavailable("It has gone meanwhile", Problem.RETRY_AFTER));
  }
}
