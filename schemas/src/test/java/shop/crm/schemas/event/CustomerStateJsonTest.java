package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import shop.crm.schemas.Samples;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.topic.CustomerStateJson;

@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class CustomerStateJsonTest {

  @Property
  void a_state_keeps_its_schema(@ForAll CustomerKey customer, @ForAll CustomerState state) {
    byte[] written = CustomerStateJson.write(customer, state, number -> Optional.of("s" + number));

    String json = new String(written, UTF_8);
    assertEquals(List.of(), Schemas.errors("customer.state.json", json));
    assertEquals(state.memberships().segments().length, Bodies.object(json).get("segments").size());
  }
}
