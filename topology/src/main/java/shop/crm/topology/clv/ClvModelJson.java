package shop.crm.topology.clv;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Money;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.Nbd;
import shop.crm.topology.domain.clv.SampleMean;
import shop.crm.topology.domain.clv.Spend;
import shop.crm.topology.domain.clv.Transactions;

/** A model as the record on {@link Topics#CLV_MODELS}. */
public final class ClvModelJson {

  private static final Logger LOG = LoggerFactory.getLogger(ClvModelJson.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ClvModelJson() {}

  /** The record of a model. */
  public static byte[] write(ClvModel model) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("fitted_at", model.fittedAt().toString());
          json.writeNumberField("customers", model.customers());
          json.writeNumberField("repeat_buyers", model.repeatBuyers());
          if (model.transactions().isPresent()) {
            Transactions transactions = model.transactions().get();
            part(json, "transactions", transactions.name(), transactions.parameters());
          } else {
            json.writeNullField("transactions");
          }
          if (model.spend().isPresent()) {
            Spend spend = model.spend().get();
            part(json, "spend", spend.name(), spend.parameters());
          } else {
            json.writeNullField("spend");
          }
          json.writeStringField("reason", model.reason().orElse(null));
          json.writeArrayFieldStart("notes");
          for (String note : model.notes()) {
            json.writeString(note);
          }
          json.writeEndArray();
          json.writeNumberField("log_likelihood", model.logLikelihood());
          if (model.mostSpent().isPresent()) {
            json.writeStringField("most_spent", model.mostSpent().get().toString());
          }
        });
  }

  private static void part(
      JsonGenerator json, String field, String name, Map<String, Double> parameters)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("name", name);
    json.writeObjectFieldStart("parameters");
    for (Map.Entry<String, Double> parameter : parameters.entrySet()) {
      json.writeNumberField(parameter.getKey(), parameter.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * The model of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static ClvModel read(byte[] record) {
    try {
      JsonNode json = JSON.readTree(record);
      List<String> notes = new ArrayList<>();
      json.required("notes").forEach(note -> notes.add(note.asText()));
      return new ClvModel(
          Instant.parse(json.required("fitted_at").asText()),
          json.required("customers").asLong(),
          json.required("repeat_buyers").asLong(),
          present(json, "transactions").map(ClvModelJson::transactions),
          present(json, "spend").map(ClvModelJson::spend),
          present(json, "reason").map(JsonNode::asText),
          notes,
          json.required("log_likelihood").asDouble(),
          present(json, "most_spent").map(JsonNode::asText).map(Money::parse));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a model: " + Arrays.hashCode(record), e);
    }
  }

  /** The model of a record that may be of another release; none where it cannot be read. */
  public static Optional<ClvModel> readable(byte[] record) {
    try {
      return Optional.of(read(record));
    } catch (IllegalArgumentException e) {
      LOG.debug("passing over a record of {}", Topics.CLV_MODELS, e);
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> present(JsonNode json, String field) {
    return Optional.of(json.path(field)).filter(it -> !it.isNull() && !it.isMissingNode());
  }

  private static Transactions transactions(JsonNode part) {
    JsonNode is = part.required("parameters");
    return switch (part.required("name").asText()) {
      case "MBG/NBD" -> new MbgNbd(of(is, "r"), of(is, "alpha"), of(is, "a"), of(is, "b"));
      case "NBD" -> new Nbd(of(is, "r"), of(is, "alpha"));
      default -> throw new IllegalArgumentException("an unknown model of transactions");
    };
  }

  private static Spend spend(JsonNode part) {
    JsonNode is = part.required("parameters");
    return switch (part.required("name").asText()) {
      case "Gamma-Gamma" -> new GammaGamma(of(is, "p"), of(is, "q"), of(is, "v"));
      case "sample mean" -> new SampleMean(of(is, "mean"));
      default -> throw new IllegalArgumentException("an unknown model of spend");
    };
  }

  private static double of(JsonNode parameters, String name) {
    JsonNode number = parameters.required(name);
    if (!number.isNumber()) {
      throw new IllegalArgumentException("no number");
    }
    return number.doubleValue();
  }

  /**
   * Whether a record takes the place of the one before: it can be read, and was not fitted earlier.
   */
  public static boolean replaces(Optional<byte[]> before, byte[] next) {
    try {
      Instant fitted = read(next).fittedAt();
      return before
          .flatMap(ClvModelJson::readable)
          .map(known -> !fitted.isBefore(known.fittedAt()))
          .orElse(true);
    } catch (IllegalArgumentException e) {
      // Whoever wrote it, it must not stop the stream.
      LOG.warn("passing over a record of {}: {}", Topics.CLV_MODELS, e.getMessage());
      return false;
    }
  }
}
