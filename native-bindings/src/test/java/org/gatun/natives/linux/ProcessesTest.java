package org.gatun.natives.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    @Test
    void shouldKnowItself() throws IOException {
        assertEquals(ProcessHandle.current().pid(), Processes.getpid());
        assertTrue(java.nio.file.Files.exists(Path.of("/proc/self/task/" + Processes.gettid())));
        final String status = java.nio.file.Files.readString(Path.of("/proc/self/status"));
        assertTrue(status.contains("\nUid:\t" + Processes.getuid() + "\t" + Processes.geteuid() + "\t"));
        assertTrue(status.contains("\nGid:\t" + Processes.getgid() + "\t" + Processes.getegid() + "\t"));
    }

    @Test
    void shouldAskWhetherAProcessExists() {
        assertEquals(0, Processes.kill(Processes.getpid(), 0));
        assertEquals(-Errno.ESRCH, Processes.kill(Integer.MAX_VALUE, 0));
        assertEquals(-Errno.EINVAL, Processes.kill(Processes.getpid(), 1000));
    }

    @Test
    void shouldFindUsersAndGroupsByName() {
        assertEquals(0, Processes.userId("root"));
        assertEquals(0, Processes.groupId("root"));
        assertEquals(-Errno.ENOENT, Processes.userId("no-such-user"));
        assertEquals(-Errno.ENOENT, Processes.groupId("no-such-group"));
    }

    @Test
    void shouldNameTheThreadInTheKernel() throws IOException {
        final Path comm = Path.of("/proc/self/task/" + Processes.gettid() + "/comm");
        final String before = java.nio.file.Files.readString(comm).strip();
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(0, Processes.prctl(Processes.PR_SET_NAME, arena.allocateFrom("renamed").address(), 0, 0, 0));
            assertEquals("renamed", java.nio.file.Files.readString(comm).strip());
            Processes.prctl(Processes.PR_SET_NAME, arena.allocateFrom(before).address(), 0, 0, 0);
        }
        assertEquals(-Errno.EINVAL, Processes.prctl(-1, 0, 0, 0, 0));
    }

    @Test
    void shouldScheduleAThread() throws InterruptedException {
        final Thread thread = new Thread(() -> {
            assertEquals(99, Processes.schedGetPriorityMax(Processes.SCHED_RR));
            assertEquals(-Errno.EINVAL, Processes.schedGetPriorityMax(77));
            assertEquals(-Errno.EINVAL, Processes.schedSetscheduler(0, 77, 0));
            final int rc = Processes.schedSetscheduler(0, Processes.SCHED_RR, 1);
            assertTrue(rc == 0 || rc == -Errno.EPERM, () -> Errno.describe("sched_setscheduler", rc));
            assertEquals(rc == 0 ? Processes.SCHED_RR : Processes.SCHED_OTHER, Processes.schedGetscheduler(0));
            assertEquals(-Errno.EINVAL, Processes.schedGetscheduler(-1));
            assertEquals(0, Processes.schedSetscheduler(0, Processes.SCHED_OTHER, 0));
            assertEquals(0, Processes.setpriority(Processes.PRIO_PROCESS, 0, 1));
            assertEquals(-Errno.EINVAL, Processes.setpriority(77, 0, 1));
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment mask = arena.allocate(128, 8);
                assertEquals(0, Processes.schedGetaffinity(0, mask));
                assertEquals(0, Processes.schedSetaffinity(0, mask));
                assertEquals(-Errno.EINVAL, Processes.schedSetaffinity(0, arena.allocate(128, 8)));
                assertEquals(-Errno.EINVAL, Processes.schedGetaffinity(0, arena.allocate(1)));
            }
        });
        final Throwable[] failure = new Throwable[1];
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertEquals(null, failure[0], () -> failure[0].toString());
    }

    @Test
    void shouldLeadOneSessionOnly() {
        final int session = Processes.setsid();
        assertTrue(session == Processes.getpid() || session == -Errno.EPERM, "session=" + session);
        assertEquals(-Errno.EPERM, Processes.setsid());
    }

    @Test
    void shouldSetTheFileModeMask() {
        final int before = Processes.umask(027);
        assertEquals(027, Processes.umask(before));
    }

    @Test
    void shouldEnterANamespaceByItsFile() {
        final int fd = Files.open("/proc/self/ns/net", Files.O_RDONLY, 0);
        assertEquals(Processes.geteuid() == 0 ? 0 : -Errno.EPERM, Processes.setns(fd, Processes.CLONE_NEWNET));
        Files.close(fd);
        assertEquals(-Errno.EBADF, Processes.setns(-1, Processes.CLONE_NEWNET));
    }
}
