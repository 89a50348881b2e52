package shop.crm.standalone.command;

/**
 * A command of {@code crm} that lives in another module; found by {@link java.util.ServiceLoader}.
 */
public interface CommandProvider {

  /** An object with picocli's {@code @Command}. */
  Object command();
}
