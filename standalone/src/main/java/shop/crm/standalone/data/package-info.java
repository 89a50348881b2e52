/** The data directory of a process: its lock, and what is written there for others to find. */
package shop.crm.standalone.data;
