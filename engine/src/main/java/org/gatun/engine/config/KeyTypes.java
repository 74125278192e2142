package org.gatun.engine.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which keys of the configuration file are not text, and which accept certain words only. */
final class KeyTypes {
    private static final Map<String, ValueType> BY_PATH = new HashMap<>();
    private static final Map<String, List<String>> WORDS = Map.of(
        "totem.ip_version", List.of("ipv4", "ipv6", "ipv4-6", "ipv6-4"),
        "totem.crypto_model", List.of("nss", "openssl"),
        "totem.crypto_cipher", List.of("none", "aes256", "aes192", "aes128"),
        "totem.crypto_hash", List.of("none", "md5", "sha1", "sha256", "sha384", "sha512"),
        "totem.knet_compression_model", List.of("zlib", "lz4", "lz4hc", "lzo2", "lzma", "bzip2", "zstd"),
        "system.qb_ipc_type", List.of("native", "shm", "socket"),
        "system.sched_rr", List.of("yes", "no"),
        "system.move_to_root_cgroup", List.of("yes", "no", "auto"),
        "system.allow_knet_handle_fallback", List.of("yes", "no"));

    static {
        type(ValueType.U32, "totem.", "version", "nodeid", "threads", "token", "token_coefficient", "token_retransmit",
            "token_warning", "hold", "token_retransmits_before_loss_const", "join", "send_join", "consensus", "merge", "downcheck",
            "fail_recv_const", "seqno_unchanged_const", "rrp_token_expired_timeout", "rrp_problem_count_timeout",
            "rrp_problem_count_threshold", "rrp_problem_count_mcast_threshold", "rrp_autorecovery_check_timeout",
            "heartbeat_failures_allowed", "max_network_delay", "window_size", "max_messages", "miss_count_const",
            "knet_pmtud_interval", "knet_mtu", "knet_compression_threshold", "netmtu");
        type(ValueType.I32, "totem.", "knet_compression_level");
        type(ValueType.U64, "totem.", "config_version");
        type(ValueType.U8, "totem.interface.", "linknumber", "ttl", "knet_link_priority");
        type(ValueType.U16, "totem.interface.", "mcastport");
        type(ValueType.U32, "totem.interface.", "knet_ping_interval", "knet_ping_timeout", "knet_ping_precision", "knet_pong_count");
        type(ValueType.U32, "quorum.", "expected_votes", "votes", "last_man_standing_window", "leaving_timeout");
        type(ValueType.U8, "quorum.", "two_node", "expected_votes_tracking", "allow_downscale", "wait_for_all",
            "auto_tie_breaker", "last_man_standing");
        type(ValueType.U32, "quorum.device.", "timeout", "sync_timeout", "votes");
        type(ValueType.U8, "quorum.device.", "master_wins");
        type(ValueType.U32, "nodelist.node.", "nodeid", "quorum_votes");
    }

    private KeyTypes() {
    }

    /** The type of the key with this path, numbers of nodes and links left out. */
    static ValueType of(final String path) {
        return BY_PATH.getOrDefault(path, ValueType.STR);
    }

    /** The words that the key accepts, {@code null} if it takes any. */
    static List<String> words(final String path) {
        return WORDS.get(path);
    }

    private static void type(final ValueType type, final String section, final String... names) {
        for (final String name : names) {
            BY_PATH.put(section + name, type);
        }
    }
}
