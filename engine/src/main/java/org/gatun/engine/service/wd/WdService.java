package org.gatun.engine.service.wd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.KeyCursor;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watchdog (service 7): the device, and the resources for which it is tickled. A resource's key {@code recovery} says what its
 * failure does: {@code watchdog} and {@code quit} end the tickling, {@code reboot} restarts the machine at once, {@code shutdown}
 * switches it off at once, any other word does nothing. On the services' thread.
 */
public final class WdService extends Service {
    /** The service id. */
    public static final int ID = 7;

    private static final Logger LOGGER = LoggerFactory.getLogger("WD");
    private static final String DEVICE = "resources.watchdog_device";
    private static final String TIMEOUT = "resources.watchdog_timeout";
    private static final int TIMEOUT_DEFAULT_S = 6;
    private static final int TIMEOUT_MIN_S = 2;
    private static final int TIMEOUT_MAX_S = 120;
    private static final Pattern RESOURCE = Pattern.compile("(resources\\.[^.]+\\.([^.]+)\\.)([^.]+)");

    private final Hardware hardware;
    private ServiceContext context;
    private Tickler tickler;

    /** Of this machine. */
    public WdService() {
        this(new SystemHardware());
    }

    WdService(final Hardware hardware) {
        super(ID, "wd", "corosync watchdog service", null);
        this.hardware = hardware;
    }

    @Override
    public void start(final ServiceContext serviceContext) {
        context = serviceContext;
        tickler = new Tickler(context.timers(), TIMEOUT_DEFAULT_S);
        firstTimeout();
        openDevice();
        findResources();
    }

    @Override
    public void stop() {
        tickler.stop();
    }

    private void firstTimeout() {
        final Value value = timeout();
        if (isTimeout(value)) {
            tickler.useTimeout((int)value.asLong());
        } else {
            if (value != null) {
                LOGGER.warn("Set watchdog_timeout is out of range ({}..{}).", TIMEOUT_MIN_S, TIMEOUT_MAX_S);
                LOGGER.info("use default value {} seconds.", TIMEOUT_DEFAULT_S);
            }
            tickler.useTimeout(TIMEOUT_DEFAULT_S);
            context.config().put(TIMEOUT, Value.ofU32(tickler.timeoutS()));
        }
        context.config().track(TIMEOUT, ConfigMap.TRACK_MODIFY, (key, event, newValue, oldValue) -> timeoutChanged());
    }

    /** Only a u32 is seen. */
    private Value timeout() {
        final Value value = context.config().get(TIMEOUT);
        return value != null && value.type() == ValueType.U32 ? value : null;
    }

    private static boolean isTimeout(final Value value) {
        return value != null && value.asLong() >= TIMEOUT_MIN_S && value.asLong() <= TIMEOUT_MAX_S;
    }

    private void timeoutChanged() {
        final Value value = timeout();
        if (isTimeout(value)) {
            tickler.useTimeout((int)value.asLong());
        } else {
            LOGGER.warn("Set watchdog_timeout is out of range ({}..{}).", TIMEOUT_MIN_S, TIMEOUT_MAX_S);
            context.config().put(TIMEOUT, Value.ofU32(tickler.timeoutS()));
        }
    }

    private void openDevice() {
        final String path = context.config().getString(DEVICE);
        if (path == null) {
            LOGGER.warn("Watchdog not enabled by configuration");
        } else if (path.isEmpty() || path.equals("off")) {
            LOGGER.warn("Watchdog disabled by configuration");
        } else if (!hardware.isWritable(path)) {
            LOGGER.warn("No watchdog {}, try modprobe <a watchdog>", path);
        } else {
            final Hardware.Device device = hardware.open(path);
            if (device == null) {
                LOGGER.warn("Watchdog {} exists but couldn't be opened.", path);
                return;
            }
            final String identity = device.identity();
            LOGGER.info("Watchdog {} is now being tickled by corosync.", path);
            LOGGER.debug("{}", identity);
            tickler.attach(device);
        }
    }

    private void findResources() {
        int found = 0;
        final KeyCursor cursor = context.config().iterate("resources.");
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            if (watch(key)) {
                found++;
            }
        }
        for (final String prefix : new String[] {"resources.process.", "resources.system."}) {
            context.config().track(prefix, ConfigMap.TRACK_ADD | ConfigMap.TRACK_PREFIX,
                (key, event, newValue, oldValue) -> watch(key));
        }
        if (found == 0) {
            LOGGER.info("no resources configured.");
        }
    }

    /** Watches the resource of a key, if this is its state; {@code false} if it is not, or other keys lack. */
    private boolean watch(final String key) {
        final Matcher matcher = RESOURCE.matcher(key);
        return matcher.lookingAt() && matcher.group(3).equals("state")
            && new WatchedResource(context, matcher.group(1), matcher.group(2), this::recover).start();
    }

    private void recover(final String recovery) {
        switch (recovery) {
            case "watchdog", "quit" -> tickler.giveUp();
            case "reboot" -> {
                context.control().flushLogs();
                hardware.reboot();
            }
            case "shutdown" -> {
                context.control().flushLogs();
                hardware.powerOff();
            }
            default -> { }
        }
    }
}
