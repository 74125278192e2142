package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every constant and every layout against the C headers of this machine. */
class HeadersTest {
    private static final List<Class<?>> TYPES = List.of(Errno.class, Files.class, Sockets.class, SocketOptions.class, SocketFilter.class,
        SocketAddresses.class, MessageHeaders.class, Epoll.class, Events.class, Clock.class, Memory.class, Semaphores.class,
        Processes.class, Signals.class, Syslog.class, Interfaces.class, Machine.class, Watchdog.class);
    /** Constants that are ours and in no header. */
    private static final List<String> OWN = List.of("SOCKADDR_MAX");

    private static final Map<String, Long> C = new HashMap<>();

    @BeforeAll
    static void askTheHeaders(@TempDir final Path dir) throws Exception {
        C.putAll(CProbe.ask(CProbe.compile(dir, "layouts.c")));
    }

    @Test
    void shouldHaveEveryConstantAsTheHeadersHaveIt() throws IllegalAccessException {
        final List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (final Class<?> type : TYPES) {
            for (final Field field : type.getDeclaredFields()) {
                final int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers) && !Modifier.isPrivate(modifiers) && field.getType().isPrimitive()
                    && !field.isSynthetic() && !OWN.contains(field.getName())) {
                    final Long c = C.get(field.getName());
                    final long java = ((Number) field.get(null)).longValue();
                    if (c == null || c != (java & 0xffff_ffffL)) {
                        wrong.add(type.getSimpleName() + "." + field.getName() + ": java=" + java + ", c=" + c);
                    }
                    compared++;
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(compared > 200, "compared=" + compared);
    }

    @Test
    void shouldHaveEveryFieldWhereTheHeadersHaveIt() {
        final Map<String, Long> drawn = new HashMap<>(Map.of("EVENT_DATA", Epoll.EVENT_SIZE - 8L, "POLLFD_EVENTS", 4L,
            "POLLFD_REVENTS", 6L, "FLOCK_TYPE", 0L, "FLOCK_START", 8L, "IN_PORT", 2L, "IN6_PORT", 2L, "IN6_SCOPE", 24L,
            "UN_PATH", 2L));
        drawn.putAll(Map.of("NAME_LENGTH", 8L, "IOVECS", 16L, "IOVEC_COUNT", 24L, "CONTROL", 32L, "CONTROL_LENGTH", 40L,
            "FLAGS", 48L, "TRANSFERRED", 56L, "IOVEC_LENGTH", 8L, "CMSG_LEVEL", 8L, "CMSG_TYPE", 12L));
        drawn.putAll(Map.of("UCRED_UID", 4L, "UCRED_GID", 8L, "CMSG_SPACE_12", (long) MessageHeaders.controlSpace(12),
            "IFA_NAME", 8L, "IFA_FLAGS", 16L, "IFA_ADDR", 24L, "IFA_NETMASK", 32L, "PW_UID", 16L, "GR_GID", 16L));
        drawn.putAll(Map.of("SOCK_FILTER_SIZE", 8L, "FILTER_TRUE", 2L, "FILTER_FALSE", 3L, "FILTER_OPERAND", 4L, "SOCK_FPROG_SIZE", 16L,
            "FPROG_FILTER", 8L));
        drawn.forEach((name, offset) -> assertEquals(C.get(name), offset, name));
        assertTrue(C.get("PASSWD_SIZE") <= 64 && C.get("GROUP_SIZE") <= 64);
    }
}
