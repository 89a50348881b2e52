package shop.crm.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The published descriptions of events: the AsyncAPI document and the JSON Schemas beside it. */
public final class Documents {

  /** The names of all schemas. A schema's {@code $id} is {@code /schemas/} and its name. */
  public static final List<String> SCHEMAS =
      List.of(
          "common.json",
          "cloudevent.json",
          "order.created.json",
          "order.completed.json",
          "order.cancelled.json",
          "order.refunded.json",
          "user.registered.json",
          "customer.created.json",
          "customer.updated.json",
          "customer.deleted.json",
          "customer.segment_changed.json",
          "customer.tier_changed.json",
          "customer.segment_entered.json",
          "customer.segment_left.json",
          "customer.state.json",
          "rfm-thresholds.json",
          "rfm-recalculations.json",
          "clv-models.json",
          "profiles.json",
          "loyalty-entries.json",
          "segments.json",
          "segment-members.json",
          "keys.json",
          "tenants.json",
          "audit.json");

  private Documents() {}

  /** The AsyncAPI document; it refers to the schemas as {@code ./schemas/NAME}. */
  public static byte[] asyncApi() {
    return resource("/asyncapi.json");
  }

  /**
   * A schema.
   *
   * @param name one of {@link #SCHEMAS}
   */
  public static byte[] schema(String name) {
    if (!SCHEMAS.contains(name)) {
      throw new IllegalArgumentException("not a schema: " + name);
    }
    return resource("/schemas/" + name);
  }

  private static byte[] resource(String path) {
    try (InputStream in = Documents.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("missing from the build: " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
