package org.gatun.engine.runtime;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.transport.knet.KnetLink;
import org.gatun.engine.transport.knet.KnetTransport;
import org.gatun.natives.knet.KnetFigures;

/**
 * Shows libknet's figures under {@code stats.knet.}: those of all traffic, and those of each link while it is there. The services' thread.
 */
final class KnetStatistics implements Agent {
    private static final String PREFIX = "stats.knet.";
    private static final List<String> HANDLE = List.of("tx_uncompressed_packets", "tx_compressed_packets", "tx_compressed_original_bytes",
        "tx_compressed_size_bytes", "tx_compress_time_min", "tx_compress_time_max", "tx_compress_time_ave", "rx_compressed_packets",
        "rx_compressed_original_bytes", "rx_compressed_size_bytes", "rx_compress_time_min", "rx_compress_time_max",
        "rx_compress_time_ave", "tx_crypt_time_min", "tx_crypt_time_max", "tx_crypt_time_ave", "tx_crypt_byte_overhead",
        "tx_crypt_packets", "rx_crypt_time_min", "rx_crypt_time_max", "rx_crypt_time_ave", "rx_crypt_packets");
    private static final List<String> LINK_U8 = List.of("enabled", "connected");
    private static final List<String> LINK_U32 = List.of("mtu", "tx_pmtu_errors", "tx_pmtu_retries", "tx_ping_errors", "tx_ping_retries",
        "tx_pong_errors", "tx_pong_retries", "tx_data_errors", "tx_data_retries", "latency_min", "latency_max", "latency_ave",
        "latency_samples", "down_count", "up_count");
    private static final List<String> LINK_U64 = List.of("tx_data_packets", "rx_data_packets", "tx_data_bytes", "rx_data_bytes",
        "rx_ping_packets", "tx_ping_packets", "rx_ping_bytes", "tx_ping_bytes", "rx_pong_packets", "tx_pong_packets", "rx_pong_bytes",
        "tx_pong_bytes", "rx_pmtu_packets", "tx_pmtu_packets", "rx_pmtu_bytes", "tx_pmtu_bytes", "tx_total_packets", "rx_total_packets",
        "tx_total_bytes", "rx_total_bytes", "tx_total_errors");
    /** The C engine shows the retries of sending under the name of those of receiving. */
    private static final String RETRIES = "rx_total_retries";

    private final StatisticsMap map;
    private final KnetTransport transport;
    private final KnetFigures handle = KnetFigures.ofHandle(Arena.ofAuto());
    private final KnetFigures link = KnetFigures.ofLink(Arena.ofAuto());
    private final Map<KnetLink, List<String>> keysOfLink = new TreeMap<>();
    private List<KnetLink> shown = List.of();

    KnetStatistics(final StatisticsMap map, final KnetTransport transport) {
        this.map = map;
        this.transport = transport;
        for (final String name : HANDLE) {
            map.add(PREFIX + "handle." + name, () -> Value.ofU64(ofHandle(name)));
        }
        map.onClear("knet", transport::clearStatistics);
    }

    @Override
    public int doWork(final long nowNs) {
        final List<KnetLink> links = transport.links();
        if (links == shown) {
            return 0;
        }
        shown = links;
        for (final KnetLink gone : keysOfLink.keySet().stream().filter(key -> !links.contains(key)).toList()) {
            keysOfLink.remove(gone).forEach(map::remove);
        }
        links.stream().filter(key -> !keysOfLink.containsKey(key)).forEach(this::add);
        return 1;
    }

    @Override
    public long nextDeadlineNs(final long nowNs) {
        return nowNs + EventLoop.LONGEST_SLEEP_NS;
    }

    private void add(final KnetLink added) {
        final String prefix = PREFIX + "node" + added.nodeId() + ".link" + added.link() + ".";
        final List<String> keys = new ArrayList<>();
        keysOfLink.put(added, keys);
        LINK_U8.forEach(name -> add(keys, prefix + name, name, added, value -> Value.ofU8((int)value)));
        LINK_U32.forEach(name -> add(keys, prefix + name, name, added, Value::ofU32));
        LINK_U64.forEach(name -> add(keys, prefix + name, name, added, Value::ofU64));
        add(keys, prefix + RETRIES, "tx_total_retries", added, Value::ofU64);
    }

    private void add(final List<String> keys, final String key, final String name, final KnetLink of, final LongFunction<Value> type) {
        keys.add(key);
        map.add(key, () -> type.apply(transport.linkStatus(of.nodeId(), of.link(), link) ? link.number(name) : 0));
    }

    private long ofHandle(final String name) {
        return transport.statistics(handle) ? handle.number(name) : 0;
    }
}
