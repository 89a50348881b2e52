/**
 * The thinking: facts in, live customer state and changes out. {@link
 * shop.crm.topology.CrmTopology} wires it; {@code domain} decides; {@code processor} loads, asks
 * the domain, and writes.
 */
package shop.crm.topology;
