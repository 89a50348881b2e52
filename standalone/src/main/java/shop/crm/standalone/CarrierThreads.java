package shop.crm.standalone;

/**
 * The threads that carry virtual ones, one for each request and attack alike. A virtual thread
 * keeps its carrier until it waits for something: with one carrier for each processor, as the JDK
 * has it, a request that takes a millisecond stands behind two that make a page of a mebibyte. With
 * several the operating system shares the processors out among them.
 */
final class CarrierThreads {

  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final int EACH_PROCESSOR = 4;
  private static final int LEAST = 8;

  private CarrierThreads() {}

  /**
   * Has so many made; only before the first virtual thread, and unless the JVM was told another
   * number.
   */
  static void provide() {
    int carriers = Math.max(LEAST, EACH_PROCESSOR * Runtime.getRuntime().availableProcessors());
    if (System.getProperty(PARALLELISM) == null) {
      System.setProperty(PARALLELISM, Integer.toString(carriers));
    }
  }
}
