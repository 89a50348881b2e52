/**
 * Many customers at once, and everything of one: import, export, and the document of data
 * portability. All of it is streamed, with a bounded part in memory.
 */
package shop.crm.queries.bulk;
