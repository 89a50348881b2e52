package shop.crm.queries.customer;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Consent;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.view.ConsentsJson;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.LiveFigures;
import shop.crm.queries.view.LiveFigures.Figures;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Profile;

/** What a customer has agreed to, and how that came about. */
public final class ConsentsService implements Resource {

  private final LiveFigures figures;
  private final Profiles profiles;
  private final Requests requests;

  /** The resource over what it answers from. */
  public ConsentsService(LiveState state, Profiles profiles, Requests requests) {
    this.figures = new LiveFigures(state);
    this.profiles = profiles;
    this.requests = requests;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.ofCustomer(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMER + "/consents", this::consents));
  }

  private void consents(ServerRequest request, ServerResponse response) {
    CustomerKey key = requests.customer(request);
    Figures live = figures.of(key);
    Profile profile =
        CustomerView.of(key, profiles.find(key), live.customer())
            .orElseThrow(() -> KnownCustomers.unknown(live.freshness()))
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
                  ConsentsJson.write(json, history);
                }));
  }
}
