package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlErrorsTest {

  @ParameterizedTest
  @ValueSource(strings = {"22021", "22P02", "23505", "23514", "54000", "P0001", "0A000"})
  void a_fact_that_postgresql_does_not_take_is_refused(String state) {
    assertTrue(SqlErrors.isRefusal(thrown(state)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "25006", "28P01", "42P01", "42501", "53100", "57014", "XX001"})
  void a_fact_is_not_refused_for_what_is_wrong_with_the_database(String state) {
    assertFalse(SqlErrors.isRefusal(thrown(state)));
  }

  @Test
  void a_fault_of_ours_is_the_same_the_next_time() {
    assertTrue(SqlErrors.isRefusal(new ArithmeticException("overflow")));
    assertFalse(SqlErrors.isRefusal(new DatabaseAway(new SQLException("gone", "08006"))));
    assertFalse(SqlErrors.isRefusal(new LostRace("another was first")));
  }

  private static RuntimeException thrown(String state) {
    return new IllegalStateException(new SQLException("no", state));
  }
}
