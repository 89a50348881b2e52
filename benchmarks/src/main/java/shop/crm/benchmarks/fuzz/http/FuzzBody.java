package shop.crm.benchmarks.fuzz.http;

/**
 * A body, and what is wrong with it.
 *
 * @param kind for the report
 * @param mediaType that it is said to have
 */
record FuzzBody(String kind, String mediaType, byte[] bytes) {}
