/**
 * CloudEvents and what does not become one: reads and checks what comes in, once and in one place,
 * writes what goes out, and keeps what could not be taken as a dead letter.
 */
package shop.crm.schemas.event;
