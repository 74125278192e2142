package org.gatun.engine.runtime;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.stats.StatisticsMap;
import org.gatun.engine.transport.knet.KnetTransport;
import org.gatun.natives.knet.KnetFigures;

/** Shows libknet's figures under {@code stats.knet.}: those of all traffic, and those of each link while it is there. One thread. */
final class KnetStatistics implements KnetTransport.LinkWatcher {
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
    private final Map<String, List<String>> keysOfLink = new TreeMap<>();

    private KnetStatistics(final StatisticsMap map, final KnetTransport transport) {
        this.map = map;
        this.transport = transport;
    }

    static void register(final StatisticsMap map, final KnetTransport transport) {
        final KnetStatistics statistics = new KnetStatistics(map, transport);
        for (final String name : HANDLE) {
            map.add(PREFIX + "handle." + name, () -> Value.ofU64(statistics.ofHandle(name)));
        }
        map.onClear("knet", transport::clearStatistics);
        transport.watchLinks(statistics);
    }

    @Override
    public void linkAdded(final int nodeId, final int number) {
        final String prefix = prefix(nodeId, number);
        final List<String> keys = new ArrayList<>();
        keysOfLink.put(prefix, keys);
        LINK_U8.forEach(name -> add(keys, prefix + name, name, nodeId, number, value -> Value.ofU8((int)value)));
        LINK_U32.forEach(name -> add(keys, prefix + name, name, nodeId, number, Value::ofU32));
        LINK_U64.forEach(name -> add(keys, prefix + name, name, nodeId, number, Value::ofU64));
        add(keys, prefix + RETRIES, "tx_total_retries", nodeId, number, Value::ofU64);
    }

    @Override
    public void linkRemoved(final int nodeId, final int number) {
        final List<String> keys = keysOfLink.remove(prefix(nodeId, number));
        if (keys != null) {
            keys.forEach(map::remove);
        }
    }

    private void add(final List<String> keys, final String key, final String name, final int nodeId, final int number,
        final LongFunction<Value> type) {
        keys.add(key);
        map.add(key, () -> type.apply(transport.linkStatus(nodeId, number, link) ? link.number(name) : 0));
    }

    private long ofHandle(final String name) {
        return transport.statistics(handle) ? handle.number(name) : 0;
    }

    private static String prefix(final int nodeId, final int number) {
        return PREFIX + "node" + nodeId + ".link" + number + ".";
    }
}
