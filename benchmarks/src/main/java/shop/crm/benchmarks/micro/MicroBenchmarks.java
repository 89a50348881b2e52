package shop.crm.benchmarks.micro;

import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import shop.crm.benchmarks.report.Figure;

/** Runs what JMH measures. */
public final class MicroBenchmarks {

  private MicroBenchmarks() {}

  /** Nanoseconds of each step. */
  public static List<Figure> run() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(EventPath.class.getName())
                .include(KeyPath.class.getName())
                .include(TokenPath.class.getName())
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .build())
        .run().stream().map(MicroBenchmarks::figure).toList();
  }

  private static Figure figure(RunResult result) {
    var primary = result.getPrimaryResult();
    return Figure.of("jmh " + primary.getLabel(), primary.getScore(), "ns");
  }
}
