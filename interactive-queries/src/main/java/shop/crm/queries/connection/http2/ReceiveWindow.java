package shop.crm.queries.connection.http2;

/** How many bytes the other end may send before it is told that some were used. */
public final class ReceiveWindow {

  /** What every stream and every connection begins with. */
  public static final int INITIAL = 65_535;

  private final int size;
  private int left;
  private int used;

  /**
   * One of which nothing is used.
   *
   * @param size the most bytes that are ever held for the other end
   */
  public ReceiveWindow(int size) {
    this.size = size;
    this.left = size;
  }

  /** Takes what has come; whether that was allowed. */
  public synchronized boolean take(int bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  /**
   * Says that bytes are held no more.
   *
   * @return how many more the other end is to be told that it may send: often none, then many
   */
  public synchronized int free(int bytes) {
    used += bytes;
    if (used < size / 2) {
      return 0;
    }
    int more = used;
    used = 0;
    left += more;
    return more;
  }
}
