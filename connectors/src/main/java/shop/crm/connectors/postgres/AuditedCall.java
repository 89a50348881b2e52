package shop.crm.connectors.postgres;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.schemas.model.access.AuditLine;

/**
 * A call that leaves a line in the audit log. The first transaction that is committed while it runs
 * writes the line with all else that it writes: a change that was made has its line, and one that
 * was taken back leaves none. For use by one thread.
 */
public final class AuditedCall {

  private static final ScopedValue<AuditedCall> CURRENT = ScopedValue.newInstance();

  private final Line line;
  private boolean committed;
  private Optional<String> tenant = Optional.empty();

  /** What the call did, in the words of the log. */
  public interface Line {
    /**
     * The line of a call that was done.
     *
     * @param answer what the transaction answers, if that is known in it
     */
    AuditLine of(Optional<Answer> answer);
  }

  /** What is done in a call. */
  public interface Work<X extends Exception> {
    void run() throws X;
  }

  /** A call that leaves that line where a transaction is committed. */
  public AuditedCall(Line line) {
    this.line = line;
  }

  /** Does the work of the call. */
  public <X extends Exception> void run(Work<X> work) throws X {
    ScopedValue.where(CURRENT, this)
        .<Boolean, X>call(
            () -> {
              work.run();
              return true;
            });
  }

  /** Whether its line is written. */
  public boolean isWritten() {
    return committed;
  }

  /**
   * Says, in the transaction of its work, that the call that runs now is about a tenant, whosever
   * its caller is: what the platform does to a tenant's key is told in that tenant's log.
   */
  public static void ofTenant(Optional<String> tenant) {
    if (CURRENT.isBound()) {
      CURRENT.get().tenant = tenant;
    }
  }

  /** Writes the line of the call that runs now, if one does, in the transaction of its work. */
  static void write(Handle handle, Object result) {
    if (CURRENT.isBound()) {
      CURRENT.get().insert(handle, result);
    }
  }

  /** The transaction that has written the line is committed. */
  static void committed() {
    if (CURRENT.isBound()) {
      CURRENT.get().committed = true;
    }
  }

  private void insert(Handle handle, Object result) {
    if (!committed) {
      Optional<Answer> answer =
          result instanceof Answer known ? Optional.of(known) : Optional.empty();
      AuditLine told = line.of(answer);
      AuditTable.insert(handle, List.of(tenant.map(told::ofTenant).orElse(told)));
    }
  }
}
