package org.gatun.engine.service.cmap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.Value;
import org.gatun.engine.config.ValueType;
import org.gatun.engine.service.ExecHeader;
import org.gatun.engine.service.Service;
import org.gatun.engine.service.ServiceContext;
import org.gatun.engine.service.Timers;
import org.gatun.ipc.message.Marshal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange of {@code totem.config_version}: a node that starts with an older configuration than the cluster's ends.
 * <pre>
 *  offset  size    field   type     meaning
 *       0    16    header           id 0
 *      16     1    reason  u8       0 synchronisation, 1 the version has changed
 *      24     1    items   u8
 *      32     1    -                reserved
 *      40     1    -                reserved
 *      48          items            each, rounded up to 8 bytes:
 *              264   name  name264  @0
 *                1   type  u8       @264, 0 = no such key
 *                8   n     u64      @272
 *                n   value          @280
 * </pre>
 * Source: corosync exec/cmap.c. One thread.
 */
final class ConfigVersion {
    static final int FUNCTION = 0;
    private static final String KEY = "totem.config_version";
    private static final Logger LOGGER = LoggerFactory.getLogger("CMAP");

    private static final int REASON = 16;
    private static final int COUNT = 24;
    private static final int ITEMS = 48;
    private static final int ITEM_TYPE = 264;
    private static final int ITEM_LENGTH = 272;
    private static final int ITEM_VALUE = 280;
    private static final int REASON_SYNC = 0;
    private static final int REASON_NEW_VERSION = 1;
    private static final long RETRY_NS = 5_000_000L;

    private final Service service;
    private final ServiceContext context;
    private final MemorySegment message = Arena.ofAuto().allocate(ITEMS + ITEM_VALUE + 8, 8);
    private final Timers.Timer retry;
    private boolean alone;
    private boolean first = true;
    private long own;
    private long highest;

    ConfigVersion(final Service service, final ServiceContext context) {
        this.service = service;
        this.context = context;
        this.retry = context.timers().create(this::announce);
        context.config().track(KEY, ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY | ConfigMap.TRACK_DELETE,
            (key, event, newValue, oldValue) -> announce());
    }

    void init(final int[] transitional) {
        alone = transitional.length == 0;
        own = context.config().getU64(KEY, 0);
        highest = own;
    }

    boolean process() {
        return send(REASON_SYNC);
    }

    void activate() {
        if (alone || !first) {
            return;
        }
        first = false;
        if (own != 0 && highest != own) {
            LOGGER.error("Received config version ({}) is different than my config version ({})! Exiting",
                Long.toUnsignedString(highest), Long.toUnsignedString(own));
            context.control().shutDown(0);
        }
    }

    /** A member's message; anything may be in it. */
    void onMessage(final int nodeId, final MemorySegment segment, final long offset, final int length) {
        if (length < ITEMS) {
            return;
        }
        final int count = Marshal.getU8(segment, offset + COUNT);
        long item = ITEMS;
        for (int i = 0; i < count && item + ITEM_VALUE <= length; i++) {
            final long valueLength = Marshal.getLong(segment, offset + item + ITEM_LENGTH);
            if (valueLength < 0 || valueLength > length - item - ITEM_VALUE) {
                LOGGER.warn("message of node {} has an item that is too long", Integer.toUnsignedString(nodeId));
                return;
            }
            if (KEY.equals(Marshal.getName(segment, offset + item))) {
                final boolean number = Marshal.getU8(segment, offset + item + ITEM_TYPE) == ValueType.U64.code() && valueLength == 8;
                onVersion(nodeId, number ? Marshal.getLong(segment, offset + item + ITEM_VALUE) : 0);
            }
            item += ITEM_VALUE + valueLength + 7 & ~7L;
        }
    }

    private void onVersion(final int nodeId, final long version) {
        if (nodeId != context.localNodeId() && Long.compareUnsigned(version, highest) > 0) {
            highest = version;
        }
        context.config().put("runtime.members." + Integer.toUnsignedString(nodeId) + ".config_version", Value.ofU64(version));
    }

    private void announce() {
        if (!send(REASON_NEW_VERSION)) {
            retry.start(RETRY_NS);
        }
    }

    private boolean send(final int reason) {
        final Value value = context.config().get(KEY);
        final int valueLength = value != null && value.type() == ValueType.U64 ? value.length() : 0;
        final int length = ITEMS + ITEM_VALUE + valueLength;
        Marshal.clear(message, 0, length);
        ExecHeader.put(message, 0, CmapService.ID, FUNCTION, length);
        Marshal.putU8(message, REASON, reason);
        Marshal.putU8(message, COUNT, 1);
        Marshal.putName(message, ITEMS, KEY);
        if (valueLength > 0) {
            Marshal.putU8(message, ITEMS + ITEM_TYPE, ValueType.U64.code());
            Marshal.putLong(message, ITEMS + ITEM_LENGTH, valueLength);
            value.copyTo(message, ITEMS + ITEM_VALUE);
        }
        return context.multicast(service, FUNCTION, message, length);
    }
}
