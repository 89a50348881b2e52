package shop.crm.queries.connection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Answers that their readers have not taken yet, bounded in bytes over all connections of a
 * listener: each is in memory until its reader takes it, and thousands who read nothing would take
 * all of it. Where there is no room, the answer that has waited for longest makes some.
 */
final class UnreadAnswers {

  private final long most;

  /** Those whose answers are being taken, the longest first; guarded by this, as all sums are. */
  private final SequencedSet<Reader> readers = new LinkedHashSet<>();

  private long bytes;

  /**
   * None is under way.
   *
   * @param most how many bytes there may be
   */
  UnreadAnswers(long most) {
    this.most = most;
  }

  /** As much as an eighth of the heap: an answer may have been copied once or twice on its way. */
  static UnreadAnswers standard() {
    return new UnreadAnswers(Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * Somebody to whom answers are written, one after the other.
   *
   * @param end ends the connection; called from another thread
   */
  Reader reader(Runnable end) {
    return new Reader(end);
  }

  private synchronized List<Reader> begin(Reader reader, int more) {
    reader.bytes = more;
    bytes += more;
    readers.addLast(reader);
    List<Reader> ended = new ArrayList<>();
    while (bytes > most && readers.getFirst() != reader) {
      Reader longest = readers.getFirst();
      end(longest);
      ended.add(longest);
    }
    return ended;
  }

  private synchronized void end(Reader reader) {
    if (readers.remove(reader)) {
      bytes -= reader.bytes;
    }
  }

  /** One to whom answers are written. */
  final class Reader {

    private final Runnable end;
    private int bytes;

    private Reader(Runnable end) {
      this.end = end;
    }

    /** So many bytes are in memory for it from now on. */
    void begins(int many) {
      begin(this, many).forEach(other -> other.end.run());
    }

    /** It has taken them, or never will. */
    void ends() {
      end(this);
    }
  }
}
