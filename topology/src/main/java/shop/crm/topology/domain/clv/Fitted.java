package shop.crm.topology.domain.clv;

import java.util.List;

/**
 * A model with the parameters that make the data most probable.
 *
 * @param logLikelihood of the data; 0 if no likelihood was maximised
 * @param notes what is to be known about the fit: sentences for users
 */
record Fitted<M>(M model, double logLikelihood, List<String> notes) {

  Fitted {
    notes = List.copyOf(notes);
  }
}
