package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import shop.crm.queries.live.question.PartitionQuestion.Form;
import shop.crm.schemas.json.JsonBytes;

/** Questions and answers as they go from one instance to another. */
public final class QuestionJson {

  /** Where an instance answers any question, for its own partitions. */
  public static final String PATH = "/internal/questions";

  private static final String FORM = "question";
  private static final String PARTITIONS = "partitions";
  private static final String PARTITION = "partition";
  private static final String AS_OF = "as_of";

  /** Numbers in conditions stay as they were written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private QuestionJson() {}

  /** A question. */
  public static byte[] toJson(PartitionQuestion<?, ?> question) {
    return JsonBytes.object(
        json -> {
          json.writeStringField(FORM, question.form().wire());
          question.write(json);
        });
  }

  /**
   * The question of another instance.
   *
   * @throws IllegalArgumentException if it is none that this release knows, or out of bounds
   */
  public static PartitionQuestion<?, ?> question(byte[] body) {
    Fields fields = fields(body);
    return Form.of(fields.text(FORM))
        .orElseThrow(() -> new IllegalArgumentException("a question that is not known here"))
        .read(fields);
  }

  /**
   * The fields of what another instance sent.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static Fields fields(byte[] body) {
    try {
      return new Fields(JSON.readTree(body));
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /** Writes the fields of the answer to another instance. */
  public static <P> void write(
      JsonGenerator json, PartitionQuestion<P, ?> question, List<Part<P>> parts)
      throws IOException {
    json.writeArrayFieldStart(PARTITIONS);
    for (Part<P> part : parts) {
      json.writeStartObject();
      json.writeNumberField(PARTITION, part.partition());
      json.writeStringField(AS_OF, part.asOf().toString());
      question.write(json, part.partial());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * The answer of another instance.
   *
   * @throws IOException if it cannot be read
   */
  public static <P> List<Part<P>> parts(PartitionQuestion<P, ?> question, byte[] body)
      throws IOException {
    try {
      return fields(body).objects(PARTITIONS).stream()
          .map(
              part -> new Part<>(part.integer(PARTITION), part.time(AS_OF), question.partial(part)))
          .toList();
    } catch (RuntimeException e) {
      throw new IOException("an answer that cannot be read", e);
    }
  }
}
