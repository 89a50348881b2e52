package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Consent;
import shop.crm.queries.LiveFigures.Figures;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.profile.Channel;
import shop.crm.schemas.profile.Profile;

/** What a customer has agreed to, and how that came about. */
final class ConsentsService implements Resource {

  private final LiveFigures figures;
  private final Profiles profiles;
  private final Requests requests;

  ConsentsService(LiveState state, Profiles profiles, Requests requests) {
    this.figures = new LiveFigures(state);
    this.profiles = profiles;
    this.requests = requests;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.live(CustomersService.CUSTOMER + "/consents", this::consents));
  }

  private void consents(ServerRequest request, ServerResponse response) {
    CustomerKey key = requests.customer(request);
    Figures live = figures.of(key);
    Profile profile =
        CustomerView.of(key, profiles.find(key), live.customer())
            .orElseThrow(() -> CustomersService.unknown(live.freshness()))
            .stored()
            .profile();
    List<Consent> history = profiles.consents(key);
    Answers.fresh(response, live.freshness());
    response
        .header(Json.TYPE)
        .send(
            JsonBytes.object(
                json -> {
                  json.writeStringField("customer_id", key.customer());
                  for (Channel channel : Channel.ALL) {
                    json.writeBooleanField(
                        channel.wire() + "_opt_in", channel.consent(profile).orElse(false));
                  }
                  json.writeFieldName("history");
                  write(json, history);
                }));
  }

  /** Writes a history of consents as an array, newest first. */
  static void write(JsonGenerator json, List<Consent> history) throws IOException {
    json.writeStartArray();
    for (Consent consent : history) {
      json.writeStartObject();
      json.writeStringField("channel", consent.change().channel().wire());
      if (consent.change().optedIn().isPresent()) {
        json.writeBooleanField("opted_in", consent.change().optedIn().get());
      } else {
        json.writeNullField("opted_in");
      }
      json.writeStringField("at", consent.at().toString());
      json.writeStringField("origin", consent.origin().wire());
      if (consent.sourceId().isPresent()) {
        json.writeStringField("source_id", consent.sourceId().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
