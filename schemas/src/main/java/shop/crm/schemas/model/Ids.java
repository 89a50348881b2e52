package shop.crm.schemas.model;

/** The rule for tenant, customer, order, refund and segment ids. */
public final class Ids {

  /** Greatest length of an id, in characters. */
  public static final int MAX_LENGTH = 128;

  /** What {@link #isReachable} asks for, in words. */
  public static final String REACHABLE =
      "1 to 128 characters of A-Z a-z 0-9 . _ : @ + -, and neither . nor ..";

  private static final boolean[] ALLOWED = allowed();

  private Ids() {}

  /** Whether {@code id} has 1 to 128 characters, each of {@code A-Z a-z 0-9 . _ : @ + -}. */
  public static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c >= ALLOWED.length || !ALLOWED[c]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether something new may have that id. Clients take {@code .} and {@code ..} out of addresses,
   * so nobody could ask for what is called so.
   */
  public static boolean isReachable(String id) {
    return isValid(id) && !id.equals(".") && !id.equals("..");
  }

  private static boolean[] allowed() {
    boolean[] allowed = new boolean[128];
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@+-"
        .chars()
        .forEach(c -> allowed[c] = true);
    return allowed;
  }
}
