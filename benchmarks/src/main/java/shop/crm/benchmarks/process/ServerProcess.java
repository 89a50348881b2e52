package shop.crm.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A server that is started, stopped, killed and frozen from outside, again and again. Its output is
 * appended to a log. To be used by one thread, but for {@link #alive}.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Duration STOPPING = Duration.ofSeconds(90);

  private final String name;
  private final Path log;
  private final Supplier<ProcessBuilder> program;
  private volatile Optional<Process> process = Optional.empty();

  /**
   * One that does not run yet.
   *
   * @param name for messages
   * @param log the file to which its output goes
   * @param program what starts it, asked each time
   */
  public ServerProcess(String name, Path log, Supplier<ProcessBuilder> program) {
    this.name = name;
    this.log = log;
    this.program = program;
  }

  /** Starts it; whether it answers is another matter. */
  public void start() throws IOException {
    ProcessBuilder builder = program.get().redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process = Optional.of(builder.start());
  }

  /** Whether the process is there, frozen or not. */
  public boolean alive() {
    return process.map(Process::isAlive).orElse(false);
  }

  /** {@code kill -9}, of what it has started, too. */
  public void kill() throws InterruptedException {
    if (process.isPresent()) {
      List<ProcessHandle> all = process.get().descendants().toList();
      process.get().destroyForcibly().waitFor();
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Asks it to stop, and waits until it has.
   *
   * @throws IOException if it has not within 90 s; it is killed then
   */
  public void stop() throws IOException, InterruptedException {
    if (process.isEmpty()) {
      return;
    }
    process.get().destroy();
    if (!process.get().waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new IOException(name + " has not stopped within " + STOPPING.toSeconds() + " s");
    }
  }

  /** Freezes it (SIGSTOP): it holds its connections and says nothing. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after {@link #freeze}. */
  public void wake() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    String pid = Long.toString(process.orElseThrow().pid());
    // A command of every POSIX shell; Java sends no signal but TERM and KILL.
    int code = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid).start().waitFor();
    if (code != 0) {
      throw new IOException(name + " could not be sent SIG" + signal);
    }
  }

  /** Its name. */
  @Override
  public String toString() {
    return name;
  }

  /** Ends it, whatever it is doing. */
  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
