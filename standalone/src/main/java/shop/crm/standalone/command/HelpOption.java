package shop.crm.standalone.command;

import picocli.CommandLine.Option;

/** What each command has: mixed into it. */
public final class HelpOption {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;
}
