import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.CustomersApi;
import org.openapitools.client.api.SegmentsApi;
import org.openapitools.client.model.Condition;
import org.openapitools.client.model.Customer;
import org.openapitools.client.model.CustomerInput;
import org.openapitools.client.model.Operator;
import org.openapitools.client.model.Segment;
import org.openapitools.client.model.SegmentInput;

/** A customer, a segment with conditions, activity, and gone again. */
public final class Walk {

  private Walk() {}

  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    CustomersApi customers = new CustomersApi(client);
    SegmentsApi segments = new SegmentsApi(client);
    String id = "java-" + Long.toString(System.currentTimeMillis(), 36);
    Customer created =
        customers.createCustomer(
            new CustomerInput().id(id).firstName("Cid").tags(List.of("vip")), null, null);
    expect(created.getFirstName().equals("Cid"));
    Condition condition = new Condition().field("tags").operator(Operator.EQ).value("vip");
    Segment segment =
        segments.createSegment(
            new SegmentInput()
                .id(id)
                .name(id)
                .type(SegmentInput.TypeEnum.DYNAMIC)
                .addConditionsItem(new Condition().addAnyItem(condition)),
            null,
            null);
    expect(segment.getConditions().getFirst().getAny().getFirst().getOperator() == Operator.EQ);
    customers.listActivity(id, null, null, null, null, null);
    segments.deleteSegment(id, null, null);
    customers.eraseCustomer(id, null, null);
    System.out.println("java native: ok");
  }

  private static void expect(boolean right) {
    if (!right) {
      throw new IllegalStateException("not what was sent");
    }
  }
}
