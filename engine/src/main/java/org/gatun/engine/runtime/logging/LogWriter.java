package org.gatun.engine.runtime.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.gatun.engine.config.LogPriority;
import org.gatun.engine.config.LogTarget;
import org.gatun.engine.config.LoggingSettings;

/**
 * Takes lines from any thread and writes them on its own, so that a slow disk or log daemon holds nobody up. What does not fit the
 * queue is counted, and the count is logged.
 */
final class LogWriter extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int QUEUE_LENGTH = 8192;
    private static final int FLIGHT_BYTES = 4 << 20;

    private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final AtomicLong lost = new AtomicLong();
    private final FlightRing flight = new FlightRing(FLIGHT_BYTES);
    private final LogOutputs outputs;
    private final ZoneId zone;
    private final String process;
    private final Thread thread;
    private volatile Settings current;

    /** Settings with the format made of them. */
    private record Settings(LoggingSettings logging, LineFormat format) {
    }

    /** What the thread is asked to do between lines. */
    private record Task(Runnable action, CountDownLatch done) {
    }

    /** A line with the settings of the moment when it was logged. */
    private record Line(ILoggingEvent event, LogPriority priority, LogTarget target, LineFormat format, boolean isKept) {
    }

    LogWriter(final LogOutputs outputs, final LoggingSettings settings, final ZoneId zone, final String process) {
        this.outputs = outputs;
        this.zone = zone;
        this.process = process;
        use(settings);
        thread = new Thread(this::run, "log");
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        thread.start();
    }

    /** Applies to lines that are logged from now on. */
    void use(final LoggingSettings settings) {
        current = new Settings(settings, new LineFormat(settings, zone, process));
    }

    @Override
    protected void append(final ILoggingEvent event) {
        final Settings settings = current;
        final LogTarget target = settings.logging().target(LineFormat.subsystem(event));
        final LogPriority priority = LineFormat.priority(event);
        final boolean isKept = settings.logging().blackbox();
        if (!isKept && !target.logs(priority) && !target.logsToSyslog(priority)) {
            return;
        }
        event.prepareForDeferredProcessing();
        if (settings.format().needsCaller()) {
            event.getCallerData();
        }
        if (!queue.offer(new Line(event, priority, target, settings.format(), isKept))) {
            lost.incrementAndGet();
        }
    }

    /** On the writing thread: a file of the last lines, see {@link FlightRing#writeTo}. */
    void writeFlightData(final Path file) throws IOException {
        if (!current.logging().blackbox()) {
            throw new IOException("logging.blackbox is off");
        }
        flight.writeTo(file);
    }

    /** Runs {@code action} on the writing thread after all lines logged so far; returns when it is done, or after some seconds. */
    void execute(final Runnable action) throws InterruptedException {
        final CountDownLatch done = new CountDownLatch(1);
        if (queue.offer(new Task(action, done), 5, TimeUnit.SECONDS)) {
            done.await(5, TimeUnit.SECONDS);
        }
    }

    private void run() {
        try {
            while (isStarted()) {
                final Object next = queue.take();
                if (next instanceof final Line line) {
                    write(line);
                } else {
                    final Task task = (Task)next;
                    task.action().run();
                    task.done().countDown();
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(final Line line) {
        final long missing = lost.getAndSet(0);
        if (missing > 0) {
            outputs.toStderr(missing + " log lines were lost, because they came faster than they could be written");
        }
        if (line.isKept()) {
            flight.add(line.event().getTimeStamp(), line.priority(), LineFormat.subsystem(line.event()), LineFormat.message(line.event()));
        }
        final LogTarget target = line.target();
        if (target.logs(line.priority())) {
            if (target.toStderr()) {
                outputs.toStderr(line.format().stderrLine(line.event(), line.priority()));
            }
            if (target.toLogfile() && target.logfile() != null) {
                outputs.toFile(target.logfile(), line.format().fileLine(line.event(), line.priority()));
            }
        }
        if (target.toSyslog() && target.logsToSyslog(line.priority())) {
            outputs.toSyslog(target.syslogFacility() | line.priority().syslogNumber(), line.format().syslogLine(line.event()));
        }
    }
}
