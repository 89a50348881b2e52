package shop.crm.standalone.importer;

/** Sees how far a long step has come. */
public interface ImportProgress {

  /**
   * Called often; whoever shows it decides how often to.
   *
   * @param step what is being done
   * @param done how much of {@code total}, in any unit
   * @param total how much there is, 0 where that is not known
   */
  void at(String step, long done, long total);

  /** The step is over: what is shown may be finished. */
  void done();
}
