package org.gatun.engine.service.pload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.ipc.message.Marshal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The test load (service 4): a key starts it on all nodes, each multicasts as fast as the ring takes it, and each ends by force when
 * the number of messages is there. On the services' thread.
 */
public final class PloadService extends Service {
    /** The service id. */
    public static final int ID = 4;
    /** Bytes of the largest message. */
    static final int SIZE_MAX = 1 << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger("PLOAD");
    private static final String KEYS = "pload.";
    private static final String CONSENT = "i_totally_understand_pload_will_crash_my_cluster_and_kill_corosync_on_exit";
    private static final long COUNT_DEFAULT = 1_500_000;
    private static final long SIZE_DEFAULT = 300;
    private static final int EXIT_STATUS = 99;
    private static final double NANOS = 1e9;
    private static final double MEBIBYTE = 1 << 20;

    private final MemorySegment head = Arena.ofAuto().allocate(PloadExec.START_LENGTH, 8);
    private ServiceContext context;
    private MemorySegment body = MemorySegment.NULL;
    private boolean started;
    private int wanted;
    private int size;
    private int sent;
    private int delivered;
    private long firstNs;

    /** Not started. */
    public PloadService() {
        super(ID, "pload", "corosync profile loading service", null);
        exec(this::onStart, this::onLoad);
    }

    @Override
    public void start(final ServiceContext serviceContext) {
        context = serviceContext;
        context.config().track(KEYS, ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_PREFIX,
            (key, event, newValue, oldValue) -> keyChanged());
    }

    private void keyChanged() {
        final ConfigMap config = context.config();
        final long count = config.getU32(KEYS + "count", COUNT_DEFAULT);
        long bytes = config.getU32(KEYS + "size", SIZE_DEFAULT);
        if (bytes > SIZE_MAX) {
            bytes = SIZE_MAX;
            LOGGER.warn("pload size limited to {}", SIZE_MAX);
        }
        if (!started && CONSENT.equals(config.getString(KEYS + "start"))) {
            LOGGER.warn("Starting pload!");
            ExecHeader.put(head, 0, ID, PloadExec.START, PloadExec.START_LENGTH);
            Marshal.putInt(head, PloadExec.START_COUNT, (int)count);
            Marshal.putInt(head, PloadExec.START_SIZE, (int)bytes);
            context.multicast(this, PloadExec.START, head, PloadExec.START_LENGTH);
        }
    }

    private void onStart(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (started || length < PloadExec.START_LENGTH) {
            return;
        }
        final int bytes = Marshal.getInt(message, offset + PloadExec.START_SIZE);
        if (Integer.compareUnsigned(bytes, SIZE_MAX) > 0) {
            LOGGER.warn("The test load of node {} was refused: size={}, limit={}", Integer.toUnsignedString(nodeId),
                Integer.toUnsignedString(bytes), SIZE_MAX);
            return;
        }
        started = true;
        wanted = Marshal.getInt(message, offset + PloadExec.START_COUNT);
        size = bytes;
        body = Arena.ofAuto().allocate(Math.max(0, size - ExecHeader.LENGTH));
        context.onNextToken(this::send);
    }

    /** As much as the ring takes now; the rest after the next token. */
    private void send() {
        ExecHeader.put(head, 0, ID, PloadExec.LOAD, ExecHeader.LENGTH + size);
        do {
            if (!context.multicast(this, PloadExec.LOAD, head, 0, ExecHeader.LENGTH, body, 0, (int)body.byteSize())) {
                context.onNextToken(this::send);
                return;
            }
            sent++;
        } while (Integer.compareUnsigned(sent, wanted) < 0);
        if (sent != wanted) {
            // A count of 0 goes on until the number wraps, as in corosync.
            context.onNextToken(this::send);
        }
    }

    private void onLoad(final int nodeId, final MemorySegment message, final long offset, final int length) {
        if (delivered == 0) {
            firstNs = System.nanoTime();
        }
        delivered++;
        if (delivered == wanted) {
            report((System.nanoTime() - firstNs) / NANOS);
            LOGGER.warn("Stopping corosync the hard way");
            context.control().exitNow(EXIT_STATUS);
        }
    }

    private void report(final double seconds) {
        final double messages = Integer.toUnsignedLong(delivered);
        LOGGER.info(LogMarkers.NOTICE, "{}", String.format(Locale.ROOT,
            "%5d Writes %d bytes per write %7.3f seconds runtime, %9.3f TP/S, %9.3f MB/S.",
            delivered, size, seconds, messages / seconds, messages * size / seconds / MEBIBYTE));
    }
}
