package shop.crm.queries.live.question;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;

/**
 * A page of customers by live figures. It may have fewer than were asked for although there are
 * more: their rows take a bounded number of bytes.
 */
public record CustomerListQuestion(String tenant, CustomerQuery query)
    implements PartitionQuestion<ListPage, ListPage> {

  /** How many customers the customer index is asked for at least, where rows decide who fits. */
  private static final int FEWEST = 256;

  /** Partitions tell of no more customers once their rows have so many bytes, all together. */
  private static final int ENOUGH_BYTES = 1_536 << 10;

  static CustomerListQuestion read(Fields fields) {
    return new CustomerListQuestion(fields.tenant(), CustomerQueryJson.read(fields));
  }

  @Override
  public Form form() {
    return Form.CUSTOMER_LIST;
  }

  @Override
  public Effort effort() {
    return Effort.SOME_ROWS;
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("tenant", tenant);
    CustomerQueryJson.write(json, query);
  }

  /** A customer, and how many bytes their row has. */
  private record Sized(Listed listed, int bytes) {}

  /**
   * The customer index tells who may be on the page, the rows who is. Where text is searched for,
   * rows are read until the page is full, by number or by bytes, or all customers were looked at.
   */
  @Override
  public ListPage answer(OwnedPartition partition) {
    Predictions predictions = partition.task().predictions(tenant);
    Instant now = partition.now();
    boolean rowsDecide =
        query.selection().search().prefix().isPresent()
            || query.selection().search().email().isPresent();
    int atOnce = rowsDecide ? Math.max(FEWEST, query.limit()) : query.limit();
    List<Listed> page = new ArrayList<>();
    int bytes = 0;
    CustomerQuery next = query.limitedTo(atOnce);
    boolean more = true;
    while (more && page.size() < query.limit()) {
      List<Position> positions = partition.task().list(tenant, next);
      Iterator<Position> untold = positions.iterator();
      while (untold.hasNext() && page.size() < query.limit()) {
        Optional<Sized> listed = listed(partition, untold.next().id(), predictions, now);
        if (listed.isPresent()) {
          page.add(listed.get().listed());
          bytes += listed.get().bytes();
        }
        if (bytes >= ENOUGH_BYTES / partition.count()) {
          return new ListPage(page, true);
        }
      }
      more = positions.size() == atOnce;
      next = more ? next.after(positions.getLast()) : next;
    }
    return new ListPage(page, page.size() >= query.limit());
  }

  /** A customer, if by their row they belong on the page. */
  private Optional<Sized> listed(
      Partition partition, String id, Predictions predictions, Instant now) {
    return partition
        .<Sized>customer(
            new CustomerKey(tenant, id),
            (state, size) ->
                new Sized(
                    new Listed(CustomerFit.position(query, id, state, predictions, now), state),
                    size))
        .filter(one -> CustomerFit.fits(query, one.listed().position(), one.listed().state()));
  }

  /** Behind the last customer of a partition that has more, nobody can tell yet who is next. */
  @Override
  public ListPage merged(List<ListPage> partials) {
    Comparator<Position> order = CustomerFit.order(query.descending());
    Optional<Position> known =
        partials.stream()
            .filter(ListPage::more)
            .map(part -> part.customers().getLast().position())
            .min(order);
    List<Listed> customers =
        partials.stream()
            .flatMap(part -> part.customers().stream())
            .filter(one -> known.isEmpty() || order.compare(one.position(), known.get()) <= 0)
            .sorted(Comparator.comparing(Listed::position, order))
            .toList();
    boolean more = known.isPresent() || customers.size() >= query.limit();
    return new ListPage(customers.stream().limit(query.limit()).toList(), more);
  }

  @Override
  public void write(JsonGenerator json, ListPage partial) throws IOException {
    Listed.write(json, "customers", partial.customers());
    json.writeBooleanField("more", partial.more());
  }

  @Override
  public ListPage partial(Fields fields) {
    return new ListPage(Listed.read(fields, "customers"), fields.flag("more"));
  }
}
