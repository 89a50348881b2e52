/**
 * What the service is told by its environment: read once, into one validated record, or refused
 * with one message that names everything that is wrong.
 */
package shop.crm.standalone.config;
