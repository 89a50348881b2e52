/**
 * The tasks that run in this process, as other threads see them: the bridge between the stream and
 * HTTP.
 */
package shop.crm.topology.live;
