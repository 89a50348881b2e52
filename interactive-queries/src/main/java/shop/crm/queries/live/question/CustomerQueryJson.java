package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.topology.index.CustomerQuery;

/** The fields that say which customers are listed. */
final class CustomerQueryJson {

  /** More than any instance asks for at once. */
  private static final int MAX_LIMIT = 1_000;

  private CustomerQueryJson() {}

  static void write(JsonGenerator json, CustomerQuery query) throws IOException {
    json.writeStringField("sort", query.sort().name());
    json.writeBooleanField("descending", query.descending());
    optional(json, "segment", query.selection().segment().map(Enum::name));
    optional(json, "tier", query.selection().tier());
    optional(json, "stage", query.selection().stage().map(Enum::name));
    optional(json, "tag", query.selection().tag());
    if (query.selection().member().isPresent()) {
      json.writeNumberField("member", query.selection().member().getAsInt());
    }
    optional(json, "prefix", query.selection().search().prefix());
    optional(json, "email", query.selection().search().email());
    json.writeObjectFieldStart("consents");
    for (Channel channel : Channel.ALL) {
      if (query.selection().consents().containsKey(channel)) {
        json.writeBooleanField(channel.name(), query.selection().consents().get(channel));
      }
    }
    json.writeEndObject();
    if (query.after().isPresent()) {
      json.writeObjectFieldStart("after");
      Listed.write(json, query.after().get());
      json.writeEndObject();
    }
    json.writeNumberField("limit", query.limit());
  }

  private static void optional(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  static CustomerQuery read(Fields fields) {
    int limit = fields.integer("limit");
    OptionalInt member = fields.optionalInteger("member");
    Fields.require(limit >= 1 && limit <= MAX_LIMIT, "limit is out of bounds");
    Fields.require(member.orElse(0) >= 0, "member is no segment");
    return new CustomerQuery(
        CustomerQuery.Sort.valueOf(fields.text("sort")),
        fields.flag("descending"),
        new CustomerQuery.Selection(
            fields.optionalText("segment").map(RfmSegment::valueOf),
            fields.optionalText("tier"),
            fields.optionalText("stage").map(LifecycleStage::valueOf),
            fields.optionalText("tag"),
            member,
            consents(fields.object("consents")),
            new CustomerQuery.Search(fields.optionalText("prefix"), fields.optionalText("email"))),
        fields.has("after")
            ? Optional.of(Listed.position(fields.object("after")))
            : Optional.empty(),
        limit);
  }

  private static Map<Channel, Boolean> consents(Fields fields) {
    Map<Channel, Boolean> consents = new EnumMap<>(Channel.class);
    fields
        .json()
        .fieldNames()
        .forEachRemaining(name -> consents.put(Channel.valueOf(name), fields.flag(name)));
    return consents;
  }
}
