package shop.crm.benchmarks.faults.kind;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import shop.crm.benchmarks.faults.cluster.Cluster;

/** The kinds of faults, and how one of them is drawn. */
public enum FaultKind {
  /** {@code kill -9} of an instance, which is started again. */
  KILL {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new KilledInstance(one(cluster.living(), random));
    }
  },
  /** An orderly stop of an instance, which is started again. */
  STOP {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new StoppedInstance(one(cluster.living(), random));
    }
  },
  /** An instance that freezes, for less or more than its session lasts, and goes on. */
  FREEZE {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new FrozenInstance(one(cluster.living(), random), seconds(random, 4, 12, 25));
    }
  },
  /** All instances stopped and started, one after the other. */
  ROLLING {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new RollingRestart(cluster, Optional.empty());
    }
  },
  /** {@code kill -9} of a node of Kafka, which is started again. */
  BROKER_KILL {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new KilledBroker(
          cluster.kafka(), one(cluster.kafka().nodes(), random), seconds(random, 1, 5, 15));
    }
  },
  /** A node of Kafka that freezes and goes on. */
  BROKER_FREEZE {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new FrozenBroker(one(cluster.kafka().nodes(), random), seconds(random, 4, 10, 20));
    }
  },
  /** PostgreSQL stopped and started. */
  DATABASE {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new RestartedDatabase(cluster.postgres(), seconds(random, 1, 5, 15));
    }

    @Override
    public boolean isPossible(Cluster cluster) {
      return cluster.postgres().own();
    }
  },
  /** RabbitMQ stopped and started. */
  RABBITMQ {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new RestartedRabbit(cluster.amqp(), seconds(random, 1, 5, 15));
    }

    @Override
    public boolean isPossible(Cluster cluster) {
      return cluster.amqp().own();
    }
  },
  /** A fourth instance that joins, and leaves in order. */
  REBALANCE {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      return new Joining(cluster);
    }
  },
  /** Other thresholds of tiers, by a rolling restart. */
  RULES {
    @Override
    public Fault draw(Cluster cluster, SplittableRandom random) {
      int first = 200 + random.nextInt(1_600);
      String thresholds = "0,%d,%d,%d,%d".formatted(first, 3 * first, 9 * first, 27 * first);
      return new RollingRestart(cluster, Optional.of(thresholds));
    }
  };

  /** One of this kind. */
  public abstract Fault draw(Cluster cluster, SplittableRandom random);

  /** Whether it may be brought about: what is somebody else's is left alone. */
  public boolean isPossible(Cluster cluster) {
    return true;
  }

  /** How it is written: {@code broker-kill}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind that is written so. */
  public static Optional<FaultKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.toString().equals(text)).findFirst();
  }

  private static <T> T one(List<T> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }

  private static int seconds(SplittableRandom random, int... choice) {
    return choice[random.nextInt(choice.length)];
  }
}
