package shop.crm.schemas.event;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.serialization.DefaultNodeReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The published schemas, ready to validate against, with formats asserted. */
final class Schemas {

  /** Where they might be served: what their ids, which are paths, are resolved against. */
  private static final String BASE = "http://crm.example/schemas/";

  private static final JsonMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .nodeReader(DefaultNodeReader.Builder::locationAware)
                  .nodeReader(reader -> reader.jsonMapper(EXACT))
                  .schemas(
                      iri ->
                          iri.startsWith(BASE)
                              ? resource("/schemas/" + iri.substring(BASE.length()))
                              : null));

  private Schemas() {}

  /** What a document breaks of the schema that {@code reference} leads to, from the base. */
  static List<String> errors(String reference, String json) {
    Schema schema = REGISTRY.getSchema(SchemaLocation.of(BASE + reference));
    return schema
        .validate(
            json,
            InputFormat.JSON,
            execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  /** What a schema itself breaks of the rules for schemas. */
  static List<String> errorsOfSchema(String json) {
    return REGISTRY
        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Error::toString)
        .toList();
  }

  static String resource(String path) {
    try (InputStream in = Schemas.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
