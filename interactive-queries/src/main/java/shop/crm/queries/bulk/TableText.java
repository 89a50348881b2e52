package shop.crm.queries.bulk;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import shop.crm.queries.http.body.TextEncoding;
import shop.crm.schemas.Topics;

/**
 * The text of a table, none of whose rows is longer than a body may be. What cannot be decoded
 * becomes half of a surrogate pair, as do NULs: no other text has one, and no field takes one, so
 * it is an error of its own cell.
 */
public final class TableText extends Reader {

  private static final char UNREADABLE = '\uD800';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader in;
  private boolean begun;
  private int ofThisRow;

  /** A row has no end, or none that can be waited for. */
  static final class RowTooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  TableText(TextEncoding encoding) {
    in =
        new InputStreamReader(
            encoding.lines(),
            encoding
                .charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith(String.valueOf(UNREADABLE)));
  }

  /** What is read from here on belongs to another row. */
  void nextRow() {
    ofThisRow = 0;
  }

  @Override
  public int read(char[] buffer, int from, int length) throws IOException {
    if (ofThisRow > Topics.MAX_BODY_BYTES) {
      throw new RowTooLong();
    }
    int read = in.read(buffer, from, length);
    if (read > 0 && !begun) {
      begun = true;
      if (buffer[from] == BYTE_ORDER_MARK) {
        // Jackson skips white space before the header, wherever it comes from.
        buffer[from] = ' ';
      }
    }
    for (int i = from; i < from + read; i++) {
      if (buffer[i] == '\0') {
        buffer[i] = UNREADABLE;
      }
    }
    ofThisRow += Math.max(0, read);
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
