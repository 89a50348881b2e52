package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.feed.Blocks;
import shop.crm.queries.feed.FakeChangeLog;
import shop.crm.queries.feed.FeedSettings;
import shop.crm.queries.feed.Moves;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.RfmSegment;

class ChangesHttpTest {

  private static final int SEGMENT = 0;
  private static final int TIER = 1;
  private static final int MEMBERSHIP = 2;

  /** Room for three readers; signs of life all the time, and no patience. */
  private static final FeedSettings NERVOUS =
      new FeedSettings(
          3,
          FeedSettings.RingSize.STANDARD,
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofMillis(1),
          2,
          Duration.ofMinutes(1));

  private static EventReader open(TestServer server, String query, String... headers) {
    return EventReader.open(server.port(), "/api/v1/changes" + query, headers);
  }

  private static void somethingOfEach(TestServer server) {
    server.changes.append(
        SEGMENT,
        Moves.toSegment("default/ann", 1, RfmSegment.CANT_LOSE_THEM, RfmSegment.CHAMPIONS));
    server.changes.append(TIER, Moves.toSilver("default/ann", 2));
    server.changes.append(MEMBERSHIP, Moves.into("default/bob", 1, "vip"));
    server.changes.append(MEMBERSHIP, Moves.outOf("default/ann", 3, "vip"));
    server.changes.append(MEMBERSHIP, Moves.into("other/eve", 1, "vip"));
    // Whoever waits for this has had all that came before it on the same topic, and more.
    server.changes.append(MEMBERSHIP, Moves.into("default/end", 1, "vip"));
  }

  @Test
  void a_stream_begins_with_the_place_where_it_begins() {
    try (TestServer server = new TestServer();
        EventReader reader = open(server, "")) {
      Reply reply = reader.reply();

      Map<String, String> headers = new TreeMap<>(reply.headers());
      headers
          .keySet()
          .removeAll(
              Set.of(
                  "date", "transfer-encoding", "vary", "x-content-type-options", "x-request-id"));
      assertEquals(
          Map.of(
              "cache-control", "no-store",
              "connection", "close",
              "content-type", "text/event-stream",
              "x-accel-buffering", "no"),
          headers);
      assertTrue(reply.body().matches("retry: 2000\nid: [A-Za-z0-9_-]+\n"), reply.body());
    }
  }

  @Test
  void an_event_is_the_one_on_the_topic() {
    try (TestServer server = new TestServer();
        EventReader reader = open(server, "")) {
      reader.block();
      server.changes.append(TIER, Moves.toSilver("default/ann", 2));

      Blocks.Block block = reader.block();

      assertEquals("customer.tier_changed", block.fields().get("event"));
      assertEquals(
          TestServer.json(
              """
              {"specversion": "1.0", "id": "default/ann:2", "source": "crm",
               "type": "customer.tier_changed", "datacontenttype": "application/json",
               "time": "2026-03-01T12:00:00Z", "tenantid": "default", "subject": "ann",
               "data": {"old_tier": "bronze", "new_tier": "silver", "tier_points": 1000,
                 "direction": "up", "cause": "order", "changed_at": "2026-03-01T12:00:00Z"}}\
              """),
          TestServer.json(block.data().orElseThrow()));
    }
  }

  @Test
  void a_reader_may_do_without_backfills_or_with_them_alone() {
    try (TestServer server = new TestServer();
        EventReader live = open(server, "?backfill=false");
        EventReader old = open(server, "?backfill=true")) {
      live.block();
      old.block();
      server.changes.append(TIER, EventWriter.write(Moves.toSilver("default/ann", 1), true));
      server.changes.append(TIER, Moves.toSilver("default/bob", 1));
      server.changes.append(TIER, EventWriter.write(Moves.toSilver("default/cid", 1), true));

      assertEquals("bob", subject(live));
      assertEquals(List.of("ann", "cid"), List.of(subject(old), subject(old)));
      assertEquals(400, server.get("/api/v1/changes" + "?backfill=no").status());
    }
  }

  private static String subject(EventReader reader) {
    Optional<String> data = Optional.empty();
    while (data.isEmpty()) {
      data = reader.block().data();
    }
    return TestServer.json(data.get()).get("subject").asText();
  }

  @Test
  void a_reader_has_what_it_asks_for() {
    Map<String, Set<String>> expected = new TreeMap<>();
    expected.put(
        "",
        Set.of(
            "segment_changed ann",
            "tier_changed ann",
            "segment_entered bob",
            "segment_left ann",
            "segment_entered end"));
    expected.put(
        "?type=customer.segment_left,customer.segment_changed",
        Set.of("segment_changed ann", "segment_left ann"));
    expected.put(
        "?type=customer.tier_changed,customer.segment_left",
        Set.of("tier_changed ann", "segment_left ann"));
    expected.put(
        "?segment=vip", Set.of("segment_entered bob", "segment_left ann", "segment_entered end"));
    expected.put("?segment=Can%27t%20Lose%20Them", Set.of("segment_changed ann"));
    expected.put("?segment=rfm-champions", Set.of("segment_changed ann"));
    expected.put("?segment=vip&customer=ann", Set.of("segment_left ann"));
    expected.put(
        "?customer=ann", Set.of("segment_changed ann", "tier_changed ann", "segment_left ann"));
    try (TestServer server = new TestServer()) {
      Map<String, EventReader> readers = new TreeMap<>();
      expected.keySet().forEach(query -> readers.put(query, open(server, query)));
      readers.values().forEach(EventReader::block);

      somethingOfEach(server);

      Map<String, Set<String>> had = new TreeMap<>();
      readers.forEach(
          (query, reader) ->
              had.put(
                  query,
                  Set.copyOf(
                      reader.events(expected.get(query).size()).stream()
                          .map(event -> event.substring("customer.".length()))
                          .toList())));
      assertEquals(expected, had);
      readers.values().forEach(EventReader::close);
    }
  }

  @Test
  void a_tenant_sees_nothing_of_another() {
    try (TestServer server = new TestServer();
        EventReader reader = open(server, "", "X-Tenant-ID", "other")) {
      reader.block();
      somethingOfEach(server);
      server.changes.append(MEMBERSHIP, Moves.outOf("other/eve", 2, "vip"));

      assertEquals(
          List.of("customer.segment_entered eve", "customer.segment_left eve"), reader.events(2));
    }
  }

  @Test
  void a_client_that_comes_again_goes_on_where_it_was_also_elsewhere() {
    String id;
    try (TestServer server = new TestServer()) {
      try (EventReader reader = open(server, "")) {
        reader.block();
        server.changes.append(MEMBERSHIP, Moves.into("default/ann", 1, "vip"));
        id = reader.block().id();
      }
      server.changes.append(MEMBERSHIP, Moves.into("default/bob", 1, "vip"));
      List<List<String>> had = new ArrayList<>();
      for (int time = 1; time <= 2; time++) {
        try (EventReader again = open(server, "", "Last-Event-ID", id)) {
          assertEquals(id, again.block().id());
          had.add(again.events(1));
        }
        server.restart();
      }

      assertEquals(
          List.of(List.of("customer.segment_entered bob"), List.of("customer.segment_entered bob")),
          had);
    }
  }

  @Test
  void while_nothing_happens_there_are_signs_of_life_and_they_tell_the_place() {
    try (TestServer server = new TestServer(NERVOUS);
        EventReader reader = open(server, "?customer=nobody")) {
      String begin = reader.block().id();
      server.changes.append(TIER, Moves.toSilver("default/ann", 2));

      Blocks.Block beat = reader.block();
      while (beat.id().equals(begin)) {
        beat = reader.block();
      }

      assertEquals(Map.of("", "heart-beat", "id", beat.id()), beat.fields());
      server.changes.append(TIER, Moves.toSilver("default/bob", 2));
      try (EventReader again = open(server, "", "Last-Event-ID", beat.id())) {
        assertEquals(List.of("customer.tier_changed bob"), again.events(1));
      }
    }
  }

  @Test
  void readers_stay_while_kafka_is_away_and_go_on_when_it_is_back() {
    try (TestServer server = new TestServer(NERVOUS);
        EventReader reader = open(server, "")) {
      reader.block();
      server.changes.away(true);
      server.changes.append(TIER, Moves.toSilver("default/ann", 2));
      for (int beat = 0; beat < 5; beat++) {
        assertEquals("heart-beat", reader.block().fields().get(""));
      }
      server.changes.away(false);

      assertEquals(List.of("customer.tier_changed ann"), reader.events(1));
    }
  }

  @Test
  void what_cannot_be_read_is_refused() {
    try (TestServer server = new TestServer()) {
      for (String query :
          List.of("?type=customer.deleted", "?type=", "?segment=a%20b", "?customer=a/b")) {
        assertEquals(
            "400 malformed-request", server.get("/api/v1/changes" + query).problem(), query);
      }
      for (String id : List.of("42", "AAAA", "no id")) {
        assertEquals(
            "400 malformed-request",
            server.get("/api/v1/changes", "Last-Event-ID", id).problem(),
            id);
      }
      assertEquals("405 method-not-allowed", server.post("/api/v1/changes", "").problem());
    }
  }

  @Test
  void whoever_has_lost_events_is_told_so() {
    try (TestServer server = new TestServer()) {
      String id;
      try (EventReader reader = open(server, "")) {
        id = reader.block().id();
      }
      server.changes.append(TIER, Moves.toSilver("default/ann", 2));
      server.changes.append(TIER, Moves.toSilver("default/bob", 2));
      server.restart();
      server.changes.forgetAll();

      Reply reply = server.get("/api/v1/changes", "Last-Event-ID", id);

      assertEquals("410 events-lost", reply.problem());
    }
  }

  @Test
  void an_id_of_topics_that_were_made_anew_is_refused() {
    try (TestServer server = new TestServer()) {
      String id;
      try (EventReader reader = open(server, "")) {
        id = reader.block().id();
        server.changes.recreate();
        assertFalse(reader.endsInOrder());
      }

      assertEquals("410 events-lost", server.get("/api/v1/changes", "Last-Event-ID", id).problem());
      assertEquals(
          "410 events-lost",
          server.get("/api/v1/changes", "Last-Event-ID", FakeChangeLog.foreignId()).problem());
    }
  }

  @Test
  void while_kafka_is_away_nobody_can_begin() {
    try (TestServer server = new TestServer()) {
      server.changes.away(true);

      Reply reply = server.get("/api/v1/changes");

      assertEquals("503 not-available", reply.problem());
      assertEquals("1", reply.header("retry-after"));
    }
  }

  @Test
  void there_is_room_for_so_many_and_again_when_one_has_gone() {
    try (TestServer server = new TestServer(NERVOUS)) {
      List<EventReader> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(open(server, ""));
      }
      readers.forEach(EventReader::block);

      Reply refused = server.get("/api/v1/changes");
      assertEquals("503 not-available", refused.problem());
      assertEquals("10", refused.header("retry-after"));

      readers.removeFirst().close();
      awaitMetric(server, "crm_feed_readers 2.0");
      try (EventReader next = open(server, "")) {
        next.block();
      }
      readers.forEach(EventReader::close);
    }
  }

  @Test
  void a_reader_that_takes_nothing_is_cut_off_and_nobody_else_is_harmed() throws IOException {
    String request = "GET " + "/api/v1/changes" + " HTTP/1.1\r\nHost: crm\r\n\r\n";
    try (TestServer server = new TestServer(NERVOUS);
        Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4_096);
      deaf.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
      deaf.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      awaitMetric(server, "crm_feed_readers 1.0");
      try (EventReader reader = open(server, "?type=customer.tier_changed")) {
        reader.block();
        // More than the buffers between a server and its client take.
        for (int number = 1; number <= 20_000; number++) {
          server.changes.append(MEMBERSHIP, Moves.into("default/ann", number, "vip"));
        }
        server.changes.append(TIER, Moves.toSilver("default/bob", 2));

        assertEquals(List.of("customer.tier_changed bob"), reader.events(1));
        awaitMetric(server, "crm_feed_ended_total{reason=\"stalled\"} 1.0");
        awaitMetric(server, "crm_feed_readers 1.0");
      }
    }
  }

  @Test
  void readers_do_not_keep_a_server_from_stopping_and_are_told_in_order() {
    try (TestServer server = new TestServer()) {
      EventReader reader = open(server, "");
      reader.block();

      server.stop();

      assertTrue(reader.endsInOrder());
    }
  }

  @Test
  void a_stream_is_not_timed_as_a_request_and_events_are_counted() {
    try (TestServer server = new TestServer(NERVOUS)) {
      try (EventReader reader = open(server, "")) {
        reader.block();
        somethingOfEach(server);
        reader.events(5);
      }
      awaitMetric(server, "crm_feed_ended_total{reason=\"gone\"} 1.0");
      String metrics = server.get("/metrics").body();

      assertTrue(metrics.contains("\ncrm_feed_events_sent_total 5.0\n"), metrics);
      assertFalse(metrics.contains("path=\"" + "/api/v1/changes"), metrics);
    }
  }

  private static void awaitMetric(TestServer server, String line) {
    String metrics = server.get("/metrics").body();
    for (int times = 0; times < 2_000 && !metrics.contains("\n" + line + "\n"); times++) {
      Thread.yield();
      metrics = server.get("/metrics").body();
    }
    assertTrue(metrics.contains("\n" + line + "\n"), () -> line + " never came");
  }
}
