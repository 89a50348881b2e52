/**
 * The data directory of a process: its lock, so that two do not share one, and what is written
 * there for others to find, such as the addresses of a running service.
 */
package shop.crm.standalone.data;
