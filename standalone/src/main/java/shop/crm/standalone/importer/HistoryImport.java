package shop.crm.standalone.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.standalone.publisher.PublishFailed;

/**
 * Reads files of orders and refunds twice: first to check every line and to find the last order,
 * then to publish. Holds one line at a time.
 *
 * <p>An order becomes {@code order.created} and, by its status, {@code order.completed} or {@code
 * order.cancelled}; what was given back becomes {@code order.refunded}; with event ids that follow
 * from their own ids alone: a second import changes nothing, not even with another shift.
 */
public final class HistoryImport {

  private final List<Path> files;
  private final ShopFormat tables;
  private final HistoryLineReader reader;
  private final String currency;
  private final Clock clock;
  private final ImportProgress progress;
  private final LineErrors mistakes;

  /**
   * Whose history it is, and how it is read.
   *
   * @param currency of the tenant, ISO 4217
   * @param zone of the tenant, for times that tell none
   * @param tables how orders in tables are read
   */
  public record History(String tenant, String currency, ZoneId zone, ShopFormat tables) {}

  /**
   * An import, not yet begun.
   *
   * @param files plain or gzip
   * @param history whose it is, and how it is read
   * @param mistakes is told of the first lines that cannot be taken
   */
  public HistoryImport(
      List<Path> files,
      History history,
      Clock clock,
      ImportProgress progress,
      Consumer<String> mistakes) {
    this.files = List.copyOf(files);
    this.tables = history.tables();
    this.reader = new HistoryLineReader(history.currency(), history.tenant(), history.zone());
    this.currency = history.currency();
    this.clock = clock;
    this.progress = progress;
    this.mistakes = new LineErrors(mistakes);
  }

  /** Takes the events. */
  public interface Sink {
    /** Takes one; returns once it is on its way. */
    void publish(InboundEvent event) throws PublishFailed;
  }

  private interface Visitor {
    void visit(Path file, long number, HistoryLine line) throws PublishFailed;
  }

  /** Checks every line, reports the bad ones, and counts the others. */
  public Census.Count check() {
    Census census = new Census();
    try {
      each(
          "checking",
          true,
          (file, number, line) -> {
            switch (line) {
              case HistoryLine.Bad bad -> mistakes.add(file, number, bad.reason());
              case HistoryLine.Unknown unknown ->
                  mistakes.addUnknown(file, number, unknown.fields());
              case HistoryLine.Good good -> census.add(good);
            }
          });
    } catch (PublishFailed e) {
      throw new IllegalStateException("nothing was published", e);
    }
    return census.count();
  }

  /**
   * Publishes every good line.
   *
   * @return how many events were published
   */
  public long publish(Shift shift, Sink sink) throws PublishFailed {
    Publishing publishing =
        new Publishing(shift, sink, clock.instant().plus(EventReader.MAX_AHEAD));
    each("publishing", false, publishing);
    return publishing.published;
  }

  /** How many lines could not be taken. */
  public long mistakes() {
    return mistakes.count();
  }

  /** Tells what is left to tell of the mistakes. */
  public void tellRest() {
    mistakes.close();
  }

  private final class Publishing implements Visitor {
    private final Shift shift;
    private final Sink sink;
    private final Instant latest;
    private long published;

    Publishing(Shift shift, Sink sink, Instant latest) {
      this.shift = shift;
      this.sink = sink;
      this.latest = latest;
    }

    @Override
    public void visit(Path file, long number, HistoryLine line) throws PublishFailed {
      switch (line) {
        case HistoryLine.Bad _, HistoryLine.Unknown _ -> {} // Reported when it was checked.
        case HistoryLine.Good good -> publish(file, number, good);
      }
    }

    private void publish(Path file, long number, HistoryLine.Good line) throws PublishFailed {
      Instant time = shift.apply(line.time());
      Optional<String> refused = refused(line, time);
      if (refused.isPresent()) {
        mistakes.add(file, number, refused.get());
        return;
      }
      for (InboundEvent event : line.events(time)) {
        sink.publish(event);
        published++;
      }
    }

    /** What the service would not take now, though the line itself is right. */
    private Optional<String> refused(HistoryLine.Good line, Instant time) {
      if (time.isAfter(latest)) {
        return Optional.of("dated " + time + ", more than 24 h ahead");
      }
      if (time.isBefore(Instant.EPOCH)) {
        return Optional.of("dated " + time + ", before 1970");
      }
      boolean tooLarge =
          line.events(time).stream()
              .anyMatch(e -> EventWriter.write(e, currency).length > Topics.MAX_BODY_BYTES);
      return tooLarge ? Optional.of("larger than an event may be") : Optional.empty();
    }
  }

  private void each(String step, boolean report, Visitor visitor) throws PublishFailed {
    long total = files.stream().mapToLong(HistoryImport::size).sum();
    long before = 0;
    for (Path path : files) {
      long number = 0;
      try (Lines file = open(path, report)) {
        Optional<Lines.Line> next;
        while ((next = file.next()).isPresent()) {
          number = next.get().number();
          visitor.visit(path, number, read(next.get()));
          progress.at(step, before + file.bytesRead(), total);
        }
      } catch (IOException e) {
        if (report) {
          mistakes.add(path, number + 1, "the file cannot be read on: " + e.getMessage());
        }
      }
      before += size(path);
    }
    progress.done();
  }

  private Lines open(Path path, boolean report) throws IOException {
    return CustomerImport.isCsv(path)
        ? OrderTable.open(
            path,
            tables,
            note -> {
              if (report) {
                mistakes.note(path, note);
              }
            })
        : HistoryFile.open(path);
  }

  private HistoryLine read(Lines.Line line) {
    return line.bytes()
        .map(reader::read)
        .orElseGet(() -> new HistoryLine.Bad("longer than " + Topics.MAX_BODY_BYTES + " bytes"));
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException _) {
      return 0; // Only for the progress; reading it will say what is wrong.
    }
  }
}
