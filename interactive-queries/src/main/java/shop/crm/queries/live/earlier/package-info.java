/**
 * For upgrades without a stop from the release before {@link
 * shop.crm.queries.live.question.QuestionJson}, which asks and is asked by a route for each
 * question. Delete it, and who uses it, in the second release that has it: by then nobody runs who
 * asks or answers like this.
 */
package shop.crm.queries.live.earlier;
