package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * A question about a tenant's customers that each partition answers for its own.
 *
 * <p>Its JSON, and that of the answers, is written field by field: instances of two releases run
 * side by side during an upgrade. So a form never changes; a question that is asked otherwise gets
 * a {@link Form} of the next version, which is asked only once no instance runs that does not know
 * it.
 *
 * @param <P> what one partition answers
 * @param <A> what the answers of all partitions come to
 */
public sealed interface PartitionQuestion<P, A>
    permits AggregatesQuestion,
        CohortsQuestion,
        CustomerListQuestion,
        CustomersByIdQuestion,
        MigrationsQuestion,
        PreviewQuestion,
        PurchasesQuestion {

  /** The forms in which questions can be asked: a name and a version, and who reads the rest. */
  enum Form {
    AGGREGATES("aggregates", 1, AggregatesQuestion::read),
    COHORTS("cohorts", 1, CohortsQuestion::read),
    CUSTOMER_LIST("customer-list", 1, CustomerListQuestion::read),
    CUSTOMERS_BY_ID("customers-by-id", 1, CustomersByIdQuestion::read),
    MIGRATIONS("migrations", 1, MigrationsQuestion::read),
    PREVIEW("preview", 1, PreviewQuestion::read),
    PURCHASES("purchases", 1, PurchasesQuestion::read);

    private final String wire;
    private final Function<Fields, PartitionQuestion<?, ?>> reader;

    Form(String name, int version, Function<Fields, PartitionQuestion<?, ?>> reader) {
      this.wire = name + "/" + version;
      this.reader = reader;
    }

    /** Name and version, as in {@code cohorts/1}. */
    public String wire() {
      return wire;
    }

    /**
     * A question of this form.
     *
     * @throws IllegalArgumentException if the fields are not those of one, or out of bounds
     */
    public PartitionQuestion<?, ?> read(Fields fields) {
      return reader.apply(fields);
    }

    /** The form of that name and version, if this release knows it. */
    public static Optional<Form> of(String wire) {
      return Stream.of(values()).filter(form -> form.wire.equals(wire)).findFirst();
    }
  }

  /** How it is asked. */
  Form form();

  /** How much work it is for whoever answers. */
  Effort effort();

  /** Whose customers it is about. */
  String tenant();

  /** Writes its fields. */
  void write(JsonGenerator json) throws IOException;

  /**
   * The partitions that have to answer: all, unless it is about certain customers.
   *
   * @param count how many partitions there are
   */
  default BitSet partitions(int count) {
    BitSet all = new BitSet(count);
    all.set(0, count);
    return all;
  }

  /** The same for an instance that is asked about some partitions only. */
  default PartitionQuestion<P, A> narrowedTo(BitSet partitions, int count) {
    return this;
  }

  /**
   * What one partition answers. Nothing that it returns counts once the question is cancelled.
   *
   * @throws InvalidStateStoreException if the partition moves away meanwhile
   */
  P answer(OwnedPartition partition);

  /**
   * What a copy of a partition answers while its owner is away; empty where only the owner can.
   *
   * @throws InvalidStateStoreException if the copy moves away meanwhile
   */
  default Optional<P> answerFromCopy(Partition copy) {
    return Optional.empty();
  }

  /** What the answers of the partitions that had to answer come to, in whatever order. */
  A merged(List<P> partials);

  /** Writes the fields of what one partition answers. */
  void write(JsonGenerator json, P partial) throws IOException;

  /**
   * What one partition answered.
   *
   * @throws IllegalArgumentException if the fields are not those of an answer to this question
   */
  P partial(Fields fields);
}
