package shop.crm.topology.domain;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.event.ChangeEvent;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.OrderState;

/**
 * What follows from a fact, from time or from new thresholds: everything that is to be written and
 * published, as values.
 *
 * @param state the customer's new state
 * @param order the order's new state, where an order changed
 * @param activities what is added to the customer's history
 * @param changes what is published
 */
public record Decision(
    CustomerState state,
    Optional<OrderState> order,
    List<Activity> activities,
    List<ChangeEvent> changes) {}
