package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LeadingNumbersTest {
    @ParameterizedTest
    @CsvSource({"12,12", "' \t7x',7", "-5ms,-5", "+1.9,1", "18446744073709551615,-1", "007,7"})
    void shouldFindIntegers(final String text, final long expected) {
        assertEquals(OptionalLong.of(expected), LeadingNumbers.integer(text));
    }

    @ParameterizedTest
    @CsvSource({"1.5,1.5", "' .25%',0.25", "3.,3", "-2e-1x,-0.2", "1e,1"})
    void shouldFindReals(final String text, final double expected) {
        assertEquals(OptionalDouble.of(expected), LeadingNumbers.real(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x1", "-", "+-1"})
    void shouldFindNone(final String text) {
        assertEquals(OptionalLong.empty(), LeadingNumbers.integer(text));
        assertEquals(OptionalDouble.empty(), LeadingNumbers.real(text));
    }

    @Test
    void shouldNotTakeADotForAReal() {
        assertEquals(OptionalDouble.empty(), LeadingNumbers.real("."));
    }
}
