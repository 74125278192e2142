package org.gatun.engine.totem.srp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SequenceNumbersTest {
    @ParameterizedTest(name = "{0} < {1}: {2}")
    @CsvSource({
        "0, 1, true",
        "1, 0, false",
        "7, 7, false",
        "0, FFFFFFFF, false",
        "FFFFFFFF, 0, true",
        "FFFFFFF0, 5, true",
        "5, 80000001, false",
        "7FFFFFFF, 80000000, true",
        "80000000, 80000001, true",
    })
    void shouldOrderAsTheRingDoes(final String a, final String b, final boolean less) {
        final int left = Integer.parseUnsignedInt(a, 16);
        final int right = Integer.parseUnsignedInt(b, 16);

        assertEquals(less, SequenceNumbers.less(left, right));
        assertEquals(less || left == right, SequenceNumbers.lessOrEqual(left, right));
    }
}
