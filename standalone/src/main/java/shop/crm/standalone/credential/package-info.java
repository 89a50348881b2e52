/**
 * By what the commands of {@code crm} prove to a service who calls: read from the environment or a
 * file, never from the command line, which every process of the machine can read.
 */
package shop.crm.standalone.credential;
