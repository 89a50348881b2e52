package shop.crm.schemas;

import java.util.HexFormat;
import shop.crm.schemas.model.CustomerKey;

/** The catalogue of state stores and of the keys in them. */
public final class StoreNames {

  /** {@code tenant/customer} to the customer's row. */
  public static final String CUSTOMERS = "customers";

  /**
   * {@code tenant/customer/o/ORDER} to an order, {@code tenant/customer/r/ORDER/REFUND} to a refund
   * that stands beside it, {@code tenant/customer/l/ENTRY} to an entry of the loyalty ledger,
   * {@code tenant/customer/a/…} to an activity, {@code tenant/customer/p/PAGE} to a page of
   * purchases. Of who came after an erasure of the same id, the life stands before the letter:
   * {@code tenant/customer/LIFE/o/ORDER}.
   */
  public static final String HISTORY = "history";

  /**
   * {@code due/…} to customers by the time at which they are due, {@code sweep/…} to cursors,
   * {@code erased/tenant/customer} to what remains of a customer that was erased, {@code
   * erasing/tenant/customer} while rows of their history are still to be deleted.
   */
  public static final String INDEX = "index";

  /**
   * {@code tenant/DAY} to the moves between RFM segments on that day; {@code days} to how days are
   * counted.
   */
  public static final String MIGRATIONS = "migrations";

  /** The key in {@link #MIGRATIONS} of the time zone whose days those of the other keys are. */
  public static final String MIGRATIONS_DAYS = "days";

  /** Global: tenant to the monetary thresholds in force. */
  public static final String THRESHOLDS = "thresholds";

  /** Global: tenant to its newest request to recalculate. */
  public static final String RECALCULATIONS = "recalculations";

  /** Global: {@code tenant/segment} to a segment that users define. */
  public static final String SEGMENTS = "segments";

  /** Global: tenant to the model of its customers' lifetime value. */
  public static final String CLV_MODELS = "clv-models";

  /** Global: {@link #RULES} to the newest version of the rules. */
  public static final String RULES_IN_FORCE = "rules-in-force";

  /**
   * {@code tenant/PARTITION} to the newest spend histogram of that partition, {@code
   * tenant/thresholds} to the thresholds that were made of them, {@code tenant/answered} to the
   * newest request to recalculate that these have answered.
   */
  public static final String HISTOGRAMS = "histograms";

  /**
   * How large a stored row may be. Whatever grows with what a customer does lies in rows of its
   * own, so that a fact costs the same however many there were before; a row that is rewritten for
   * each of many facts would in the end not fit into a record of its changelog.
   */
  public static final int MAX_ROW_BYTES = 65_536;

  /**
   * The key in {@link #INDEX} of how far the topic of states has been filled: the customer at which
   * that goes on; behind them all {@link #STATES_ERASED} and the erased one; or {@link #FILLED}.
   */
  public static final String STATES = "states";

  /** The key in {@link #INDEX} of the rules that every customer was last brought to, as text. */
  public static final String RULES = "rules";

  /** The key in {@link #INDEX} of the newest version of the rules that the task has followed. */
  public static final String RULES_VERSION = "rules-version";

  /** No customer's key starts with that. */
  public static final String STATES_ERASED = "/";

  /** No customer has that key. */
  public static final String FILLED = "filled";

  /** What every key in {@link #INDEX} of a sweep's progress starts with. */
  public static final String SWEEPS = "sweep/";

  /** What every key in {@link #INDEX} of what remains of an erased customer starts with. */
  public static final String ERASED = "erased/";

  /** What every key in {@link #INDEX} of an erasure that is not through starts with. */
  public static final String ERASING = "erasing/";

  /** What follows the tenant in {@link #histogramsThresholds}. */
  public static final String HISTOGRAMS_THRESHOLDS = "thresholds";

  /** What follows the tenant in {@link #histogramsAnswered}. */
  public static final String HISTOGRAMS_ANSWERED = "answered";

  private static final String DUE = "due/";
  private static final String ASIDE = "aside/";

  /** Digits of a number in a key. */
  private static final int HEX_DIGITS = 16;

  private StoreNames() {}

  /**
   * What the keys of one life of a customer's id are made from, in {@link #HISTORY}.
   *
   * @param life 0 for the first; else see {@link shop.crm.schemas.model.customer.Erasure#life}
   */
  public static String historyKey(String customerKey, long life) {
    return life == 0 ? customerKey : customerKey + CustomerKey.SEPARATOR + hex(life);
  }

  /** What every key made from that one starts with: of a customer's, those of all lives. */
  public static String historyPrefix(String historyKey) {
    return historyKey + "/";
  }

  /**
   * What the keys of orders are made from that nobody has placed since an erasure: they lie in
   * {@link #HISTORY} as the orders of that life would, apart from all that is a customer's.
   */
  public static String asideKey(String historyKey) {
    return historyKey + "/x";
  }

  /** The key in {@link #HISTORY} of until when an order is kept aside. */
  public static String asideUntilKey(String asideKey, String orderId) {
    return asideKey + "/u/" + orderId;
  }

  /** What such a key is made from. */
  public static String asideOfUntilKey(String asideUntilKey) {
    return asideUntilKey.substring(0, asideUntilKey.lastIndexOf("/u/"));
  }

  /** The key in {@link #INDEX} of an order that is kept aside until then, sorted by the time. */
  public static String asideDueKey(long epochMillis, String asideKey, String orderId) {
    return asideDueFrom(epochMillis)
        + CustomerKey.SEPARATOR
        + asideKey
        + CustomerKey.SEPARATOR
        + orderId;
  }

  /** A key below every such key of {@code epochMillis} or later. */
  public static String asideDueFrom(long epochMillis) {
    return ASIDE + hex(epochMillis);
  }

  /** What the keys of the order are made from. */
  public static String asideDueBase(String asideDueKey) {
    int start = ASIDE.length() + HEX_DIGITS + 1;
    return asideDueKey.substring(start, asideDueKey.lastIndexOf(CustomerKey.SEPARATOR));
  }

  /** The order's id in such a key. */
  public static String asideDueOrder(String asideDueKey) {
    return asideDueKey.substring(asideDueKey.lastIndexOf(CustomerKey.SEPARATOR) + 1);
  }

  /** What every key of a tenant starts with, in {@link #HISTOGRAMS}. */
  public static String histogramsPrefix(String tenant) {
    return tenant + CustomerKey.SEPARATOR;
  }

  /** The key of a partition's histogram, in {@link #HISTOGRAMS}. */
  public static String histogramKey(String tenant, int partition) {
    return histogramsPrefix(tenant) + partition;
  }

  /** The key of a tenant's thresholds, in {@link #HISTOGRAMS}. */
  public static String histogramsThresholds(String tenant) {
    return histogramsPrefix(tenant) + HISTOGRAMS_THRESHOLDS;
  }

  /** The key of the request that a tenant's thresholds answered, in {@link #HISTOGRAMS}. */
  public static String histogramsAnswered(String tenant) {
    return histogramsPrefix(tenant) + HISTOGRAMS_ANSWERED;
  }

  /** The key of what remains of an erased customer, in {@link #INDEX}. */
  public static String erasedKey(String customerKey) {
    return ERASED + customerKey;
  }

  /** The customer's record key in the key of what remains of an erased one. */
  public static String erasedCustomer(String erasedKey) {
    return erasedKey.substring(ERASED.length());
  }

  /** The key that tells that rows of an erased customer's history are still to be deleted. */
  public static String erasingKey(String customerKey) {
    return ERASING + customerKey;
  }

  /** The customer's record key in a key of an erasure that is not through. */
  public static String erasingCustomer(String erasingKey) {
    return erasingKey.substring(ERASING.length());
  }

  /** The key of an order in {@link #HISTORY}. */
  public static String orderKey(String historyKey, String orderId) {
    return historyKey + "/o/" + orderId;
  }

  /** What every order key of a customer starts with. */
  public static String orderPrefix(String historyKey) {
    return historyKey + "/o/";
  }

  /** The key of a refund that is stored beside its order, in {@link #HISTORY}. */
  public static String refundKey(String historyKey, String orderId, String refundId) {
    return refundPrefix(historyKey, orderId) + refundId;
  }

  /** What the key of every refund that is stored beside an order starts with. */
  public static String refundPrefix(String historyKey, String orderId) {
    return historyKey + "/r/" + orderId + "/";
  }

  /** The key of a page of a customer's purchases, in {@link #HISTORY}. */
  public static String pageKey(String historyKey, long id) {
    return historyKey + "/p/" + Long.toHexString(id);
  }

  /** The key of an entry of the loyalty ledger in {@link #HISTORY}. */
  public static String entryKey(String historyKey, String entryId) {
    return entryPrefix(historyKey) + entryId;
  }

  /** What every ledger key of a customer starts with. */
  public static String entryPrefix(String historyKey) {
    return historyKey + "/l/";
  }

  /** What every activity key of a customer starts with. */
  public static String activityPrefix(String historyKey) {
    return historyKey + "/a/";
  }

  /**
   * The key of an activity: newest first, and of one instant the later sequence number first.
   *
   * @param epochMicros when it happened, microseconds since 1970, not negative
   * @param sequence its number in the customer's chain of changes
   */
  public static String activityKey(String historyKey, long epochMicros, long sequence) {
    return activityPrefix(historyKey)
        + hex(Long.MAX_VALUE - epochMicros)
        + hex(Long.MAX_VALUE - sequence);
  }

  /** The key of a due customer: sorted by the time, in milliseconds since 1970. */
  public static String dueKey(long epochMillis, String customerKey) {
    return DUE + hex(epochMillis) + CustomerKey.SEPARATOR + customerKey;
  }

  /** The time in a due key, in milliseconds since 1970. */
  public static long dueMillis(String dueKey) {
    return HexFormat.fromHexDigitsToLong(dueKey, DUE.length(), DUE.length() + HEX_DIGITS);
  }

  /** The customer's record key in a due key. */
  public static String dueCustomer(String dueKey) {
    return dueKey.substring(DUE.length() + HEX_DIGITS + 1);
  }

  /** A key below every due key of {@code epochMillis} or later. */
  public static String dueFrom(long epochMillis) {
    return DUE + hex(epochMillis);
  }

  /** The key of the progress that the sweep over a tenant's customers has made. */
  public static String sweepKey(String tenant) {
    return SWEEPS + tenant;
  }

  /** The tenant in a key of a sweep's progress. */
  public static String sweepTenant(String sweepKey) {
    return sweepKey.substring(SWEEPS.length());
  }

  /** What every key of a tenant's moves starts with, in {@link #MIGRATIONS}. */
  public static String migrationsPrefix(String tenant) {
    return tenant + CustomerKey.SEPARATOR;
  }

  /** The key of a day's moves between RFM segments, in {@link #MIGRATIONS}: sorted by the day. */
  public static String migrationsKey(String tenant, int epochDay) {
    return tenant
        + CustomerKey.SEPARATOR
        + HexFormat.of().toHexDigits(epochDay ^ Integer.MIN_VALUE);
  }

  /** The tenant in a key of a day's moves. */
  public static String migrationsTenant(String migrationsKey) {
    return migrationsKey.substring(0, migrationsKey.indexOf(CustomerKey.SEPARATOR));
  }

  /** The day in a key of a day's moves, in days since 1970. */
  public static int migrationsDay(String migrationsKey) {
    String hex = migrationsKey.substring(migrationsKey.indexOf(CustomerKey.SEPARATOR) + 1);
    return HexFormat.fromHexDigits(hex) ^ Integer.MIN_VALUE;
  }

  /** Just above every key that starts with {@code prefix}: prefixes here end in {@code /}. */
  public static String endOf(String prefix) {
    return prefix.substring(0, prefix.length() - 1)
        + (char) (prefix.charAt(prefix.length() - 1) + 1);
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
