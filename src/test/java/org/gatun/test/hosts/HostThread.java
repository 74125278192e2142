package org.gatun.test.hosts;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.Files;
import org.gatun.natives.linux.Processes;

/**
 * A thread of this JVM that lives in a host's network namespace: the sockets that it makes are the host's, and stay so when other
 * threads use them. Any thread calls.
 */
public final class HostThread implements AutoCloseable {
    private final ExecutorService thread;

    public HostThread(final Host host) {
        thread = Executors.newSingleThreadExecutor(task -> {
            final Thread made = new Thread(task, "on-" + host.namespace());
            made.setDaemon(true);
            return made;
        });
        call(() -> {
            final int fd = Errno.check("open", Files.open("/run/netns/" + host.namespace(), Files.O_RDONLY | Files.O_CLOEXEC, 0));
            final int rc = Processes.setns(fd, Processes.CLONE_NEWNET);
            Files.close(fd);
            return Errno.check("setns", rc);
        });
    }

    /** Runs on the thread and waits for the result; a checked exception comes as the cause of an IllegalStateException. */
    public <T> T call(final Callable<T> action) {
        try {
            return thread.submit(action).get();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
