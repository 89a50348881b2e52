/**
 * Events that come in and go out, and their one reader and one writer. The JSON Schemas beside the
 * sources state the same rules; tests hold the two together.
 */
package shop.crm.schemas.event;
