package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class SyslogTest {
    private static final int STDERR = 2;

    @Test
    void shouldLogTheMessageAsItIs() {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment pipe = arena.allocate(8, 4);
            assertEquals(0, Files.pipe2(pipe, Files.O_NONBLOCK));
            final int saved = Files.dup(STDERR);
            assertEquals(STDERR, Files.dup2(pipe.get(ValueLayout.JAVA_INT, 4), STDERR));
            try {
                Syslog.openlog("gatun-test", Syslog.LOG_PERROR, Syslog.LOG_USER);
                Syslog.syslog(Syslog.LOG_DEBUG, "100%s %n sure");
                Syslog.closelog();
            } finally {
                Files.dup2(saved, STDERR);
                Files.close(saved);
            }
            final MemorySegment text = arena.allocate(4096);
            assertTrue(Files.read(pipe.get(ValueLayout.JAVA_INT, 0), text, 0, 4095) > 0);
            assertTrue(text.getString(0).contains("gatun-test: 100%s %n sure"), text.getString(0));
            Files.close(pipe.get(ValueLayout.JAVA_INT, 0));
            Files.close(pipe.get(ValueLayout.JAVA_INT, 4));
        }
    }
}
