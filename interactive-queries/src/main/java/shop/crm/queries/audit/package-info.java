/** The audit log: who did what, for whom. {@code http.access} has it told. */
package shop.crm.queries.audit;
