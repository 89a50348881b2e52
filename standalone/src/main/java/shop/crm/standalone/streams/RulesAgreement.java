package shop.crm.standalone.streams;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.standalone.failure.ServiceFailed;
import shop.crm.topology.rules.RulesConfiguration;
import shop.crm.topology.rules.RulesJson;
import shop.crm.topology.rules.RulesOrder;
import shop.crm.topology.rules.RulesOrder.LastStart;
import shop.crm.topology.rules.RulesVersion;

/**
 * Finds out, when an instance starts, which rules are in force, and brings its own into force where
 * they are the newer ones. One instance does so at a time: whoever begins shuts out the one before,
 * which looks again, so each decides on all that was published before it. An instance whose rules
 * are not newer writes nothing.
 */
public final class RulesAgreement {

  private static final Logger LOG = LoggerFactory.getLogger(RulesAgreement.class);

  private static final String TRANSACTIONAL_ID = "crm-rules";
  private static final TopicPartition PLACE = new TopicPartition(Topics.RULES, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int TRANSACTION_MILLIS = 10_000;

  /** The longest pause after the first time that another was quicker; after that up to twice. */
  private static final int PAUSE_MILLIS = 500;

  private static final int MOST_PAUSE_MILLIS = 8_000;

  /** Nothing under this key is ever read: it tells where the topic ended at a moment. */
  private static final String MARK = "mark";

  private final Map<String, Object> kafka;
  private final RulesConfiguration own;
  private final Optional<LastStart> last;
  private final String instance;
  private final Clock clock;

  /**
   * An agreement to be reached.
   *
   * @param kafka where Kafka is and how to get in, as client properties; the topic is there
   * @param own what the instance is configured with
   * @param last what it was configured with before, if that is known
   * @param instance {@code host:port} by which others reach it
   */
  public RulesAgreement(
      Map<String, Object> kafka,
      RulesConfiguration own,
      Optional<LastStart> last,
      String instance,
      Clock clock) {
    this.kafka = kafka;
    this.own = own;
    this.last = last;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * The version in force, which may have come into force by this.
   *
   * @throws ServiceFailed where Kafka does not answer, or refuses
   */
  public RulesVersion reach() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int pause = PAUSE_MILLIS;
    try {
      Optional<RulesVersion> there = follows(deadline);
      while (there.isEmpty()) {
        try {
          return bringAlone(deadline);
        } catch (KafkaException e) {
          if (!isShutOut(e) || System.nanoTime() > deadline) {
            throw e;
          }
          LOG.info("another instance brings its rules into force at this moment: looking again");
          TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(pause));
          pause = Math.min(MOST_PAUSE_MILLIS, 2 * pause);
          there = follows(deadline);
        }
      }
      return there.get();
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      throw new ServiceFailed("interrupted while asking for the rules in force", e);
    } catch (KafkaException e) {
      throw new ServiceFailed(
          "Kafka does not tell the rules in force (" + Topics.RULES + "): " + e.getMessage(), e);
    }
  }

  private static boolean isShutOut(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }

  /**
   * The version that is there, unless the instance's own rules are newer. A broker that has just
   * come back may tell less than there is: what was left out comes to the running instance.
   */
  private Optional<RulesVersion> follows(long deadline) {
    return newest(OptionalLong.empty(), deadline).filter(it -> !isNewerThan(it));
  }

  private boolean isNewerThan(RulesVersion inForce) {
    return RulesOrder.of(own, inForce, last) == RulesOrder.NEWER;
  }

  /** Shuts out others, looks at all that they have published, and decides on that. */
  private RulesVersion bringAlone(long deadline) throws InterruptedException {
    try (Producer<String, byte[]> producer = producer()) {
      producer.initTransactions();
      long mark = publish(producer, MARK, null);
      Optional<RulesVersion> newest = newest(OptionalLong.of(mark + 1), deadline);
      if (newest.isEmpty()) {
        long number = last.map(LastStart::version).orElse(0L) + 1;
        return bring(producer, new RulesVersion(number, own, origin(), List.of()));
      }
      RulesVersion inForce = newest.get();
      return isNewerThan(inForce) ? bring(producer, inForce.next(own, origin())) : inForce;
    }
  }

  private RulesVersion.Origin origin() {
    return new RulesVersion.Origin(instance, clock.instant());
  }

  private static RulesVersion bring(Producer<String, byte[]> producer, RulesVersion version)
      throws InterruptedException {
    publish(producer, StoreNames.RULES, RulesJson.write(version));
    LOG.info("brought version {} of the rules into force, {}", version.number(), version.hash());
    return version;
  }

  /** Its offset. */
  private static long publish(Producer<String, byte[]> producer, String key, byte[] value)
      throws InterruptedException {
    producer.beginTransaction();
    var sent = producer.send(new ProducerRecord<>(Topics.RULES, 0, key, value));
    producer.commitTransaction();
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw new KafkaException("a record of " + Topics.RULES + " was not written", e.getCause());
    }
  }

  /**
   * The newest version among what is published.
   *
   * @param upTo the offset before which to look; the end as the broker tells it where there is none
   */
  private Optional<RulesVersion> newest(OptionalLong upTo, long deadline) {
    Optional<byte[]> newest = Optional.empty();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(PLACE));
      consumer.seekToBeginning(List.of(PLACE));
      long end =
          upTo.isPresent() ? upTo.getAsLong() : consumer.endOffsets(List.of(PLACE)).get(PLACE);
      while (consumer.position(PLACE) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          if (isVersion(record) && RulesJson.replaces(newest, record.value())) {
            newest = Optional.of(record.value());
          }
        }
        if (System.nanoTime() > deadline) {
          throw new KafkaException("its end has not come for " + PATIENCE.toSeconds() + " s");
        }
      }
    }
    return newest.map(RulesJson::read);
  }

  private static boolean isVersion(ConsumerRecord<String, byte[]> record) {
    return StoreNames.RULES.equals(record.key()) && record.value() != null;
  }

  private Producer<String, byte[]> producer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, TRANSACTIONAL_ID);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, TRANSACTIONAL_ID);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
