package org.gatun.engine.service.stats;

import org.gatun.engine.config.Value;

/** Shows the counters of one connection under {@code stats.ipcs.service<id>.<pid>.<number>.} while it lives. One thread. */
public final class ConnectionStatistics {
    private static final String[] NAMES = {
        "queueing", "queued", "invalid_request", "overload", "sent", "procname", "requests", "responses", "dispatched",
        "send_retries", "recv_retries", "flow_control", "flow_control_count"
    };

    private final StatisticsMap map;
    private final String prefix;
    private final int serviceId;
    private final ConnectionCounters counters;
    private long invalidRequests;
    private long overloads;

    /**
     * Adds the keys.
     *
     * @param number tells connections of one process apart
     */
    public ConnectionStatistics(final StatisticsMap map, final int serviceId, final int pid, final long number,
        final ConnectionCounters counters) {
        this.map = map;
        this.serviceId = serviceId;
        this.counters = counters;
        this.prefix = "stats.ipcs.service" + serviceId + '.' + pid + ".0x" + Long.toHexString(number) + '.';
        for (final String name : NAMES) {
            map.add(prefix + name, () -> value(name));
        }
    }

    /** The service that the connection is to. */
    public int serviceId() {
        return serviceId;
    }

    /** A request was refused as invalid. */
    public void invalidRequest() {
        invalidRequests++;
    }

    /** A request was refused for want of room or during a synchronisation. */
    public void overload() {
        overloads++;
    }

    /** All back to 0. */
    public void clear() {
        counters.clear();
        invalidRequests = 0;
        overloads = 0;
    }

    /** Removes the keys: the connection is gone. */
    public void remove() {
        for (final String name : NAMES) {
            map.remove(prefix + name);
        }
    }

    private Value value(final String name) {
        return switch (name) {
            case "queueing" -> Value.ofI32(counters.isQueueing() ? 1 : 0);
            case "queued" -> Value.ofU32(counters.queued());
            case "invalid_request" -> Value.ofU64(invalidRequests);
            case "overload" -> Value.ofU64(overloads);
            case "sent" -> Value.ofU32(counters.sent());
            case "procname" -> Value.ofString(counters.processName());
            case "requests" -> Value.ofU64(counters.requests());
            case "responses" -> Value.ofU64(counters.responses());
            case "dispatched" -> Value.ofU64(counters.dispatched());
            case "send_retries" -> Value.ofU64(counters.sendRetries());
            case "recv_retries" -> Value.ofU64(counters.receiveRetries());
            case "flow_control" -> Value.ofU32(counters.flowControl());
            case "flow_control_count" -> Value.ofU64(counters.flowControlChanges());
            default -> throw new IllegalStateException("no such counter: name=" + name);
        };
    }
}
