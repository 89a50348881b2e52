package shop.crm.standalone.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import shop.crm.connectors.postgres.ProfileSink;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.topic.CustomerSeenJson;

/** Tells Kafka of customers, and whether all of it was taken in. */
final class Shop implements AutoCloseable {

  private final String tenant;
  private final Producer<byte[], byte[]> producer;
  private final Admin admin;

  Shop(Map<String, Object> kafka, String tenant) {
    this.tenant = tenant;
    producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    admin = Admin.create(kafka);
  }

  CustomerKey key(String id) {
    return new CustomerKey(tenant, id);
  }

  void registers(String id, String eventId, Instant time, Profile profile) throws Exception {
    UserRegistered event = new UserRegistered(new Head(eventId, key(id), time, "auth"), profile);
    sends(Topics.USERS, id, EventWriter.write(event, "UAH"));
  }

  void sees(String id, Instant since) throws Exception {
    sends(Topics.SIGHTINGS, id, CustomerSeenJson.write(new CustomerSeen(key(id), since)));
  }

  void sends(String topic, String id, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key(id).toString().getBytes(UTF_8), value)).get();
  }

  /** Waits until the sink has committed everything that was sent. */
  void awaitTaken() {
    Await.until("all is taken", () -> committed().equals(ends()));
  }

  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, OffsetSpec> partitions =
        List.of(Topics.USERS, Topics.SIGHTINGS).stream()
            .flatMap(
                topic ->
                    producer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition())))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    return admin
        .listOffsets(partitions)
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .entrySet()
        .stream()
        .filter(end -> end.getValue().offset() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private Map<TopicPartition, Long> committed() {
    return admin
        .listConsumerGroupOffsets(ProfileSink.GROUP)
        .partitionsToOffsetAndMetadata()
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .entrySet()
        .stream()
        .filter(
            offset ->
                Optional.ofNullable(offset.getValue()).map(OffsetAndMetadata::offset).orElse(0L)
                    > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
  }

  /** The sink, which must be closed, begins from the start again. */
  void forgetsWhatWasTaken() {
    Await.until(
        "the group is gone",
        () ->
            admin
                .deleteConsumerGroups(List.of(ProfileSink.GROUP))
                .all()
                .toCompletionStage()
                .handle((done, failed) -> failed == null)
                .toCompletableFuture()
                .join());
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
