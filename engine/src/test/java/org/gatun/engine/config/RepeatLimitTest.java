package org.gatun.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RepeatLimitTest {
    @Test
    void shouldPermitOneLineInAnIntervalAndCountTheOthers() {
        final RepeatLimit limit = new RepeatLimit(100);
        assertTrue(limit.permits(Long.MAX_VALUE - 10));
        assertFalse(limit.permits(Long.MAX_VALUE));
        assertFalse(limit.permits(Long.MIN_VALUE + 10));
        assertTrue(limit.permits(Long.MIN_VALUE + 100));
        assertEquals(2, limit.takeSuppressed());
        assertEquals(0, limit.takeSuppressed());
    }
}
