package org.gatun.engine.config;

/**
 * The effective timers and limits of the {@code totem} section: configured values, defaults, and what is derived from the token
 * timeout and the number of nodes. Immutable. Read at start, at reload, and when a client changes a key.
 */
public final class TotemTunables {
    /** Bytes of two multicast headers, one's own and one for encapsulation in recovery, which a frame must hold besides its packet. */
    static final int TWO_MCAST_HEADERS = 90;

    private static final long TIMEOUT_MIN = 30;
    private static final long HOLD_MIN = 14;
    private static final String RUNTIME = "runtime.config.totem.";

    /** What is wrong, and with which key. */
    record Problem(String key, String text) {
    }

    private final ConfigMap keys;
    private final long coefficient;
    private final long token;
    private final long retransmitsBeforeLoss;
    private final long tokenRetransmit;
    private final long hold;
    private final long consensus;
    private final boolean retransmitDerived;

    private TotemTunables(final ConfigMap keys, final int nodes) {
        this.keys = keys;
        final long configured = nonZero("token", 3000);
        coefficient = any("token_coefficient", 650);
        token = nodes > 2 ? configured + (nodes - 2) * coefficient : configured;
        retransmitsBeforeLoss = nonZero("token_retransmits_before_loss_const", 4);
        retransmitDerived = any("token_retransmit", 0) == 0;
        tokenRetransmit = nonZero("token_retransmit", (long)(token / (retransmitsBeforeLoss + 0.2)));
        hold = nonZero("hold", (long)(tokenRetransmit * 0.8 - 10));
        // The C engine keeps this product in single precision.
        consensus = nonZero("consensus", (long)(float)(1.2 * token));
    }

    /**
     * The values that the map holds now; for a client's change of a key, to be checked with {@link #refusal()}.
     *
     * @param keys the map with the {@code totem} section, read now and later
     * @param nodes number of nodes with an address on link 0. (C corosync 3.1.7 counts a node twice whose only key is ring0_addr,
     *     by an oversight that gives it a longer token timeout; this is not followed.)
     */
    public static TotemTunables of(final ConfigMap keys, final int nodes) {
        return new TotemTunables(keys, nodes);
    }

    /** What is wrong with the values, key first; {@code null} if they can be put in force. */
    public String refusal() {
        final Problem problem = problem();
        return problem == null ? null : problem.key() + ": " + problem.text();
    }

    /** The first value that is out of its range, {@code null} if all are good. */
    Problem problem() {
        if (nonZero("max_network_delay", 50) < TIMEOUT_MIN) {
            return tooLow("max_network_delay", nonZero("max_network_delay", 50), TIMEOUT_MIN);
        }
        if (token < TIMEOUT_MIN) {
            return tooLow("token", token, TIMEOUT_MIN);
        }
        if (any("token_warning", 75) > 100) {
            return new Problem("totem.token_warning", "must be 0 (off) to 100 per cent, but is " + any("token_warning", 75));
        }
        if (tokenRetransmit < TIMEOUT_MIN) {
            return retransmitDerived
                ? new Problem("totem.token", "token (" + token + " ms) and token_retransmits_before_loss_const ("
                    + retransmitsBeforeLoss + ") give a token_retransmit of " + tokenRetransmit + " ms, which is below "
                    + TIMEOUT_MIN + " ms")
                : tooLow("token_retransmit", tokenRetransmit, TIMEOUT_MIN);
        }
        if (hold < HOLD_MIN) {
            return tooLow("hold", hold, HOLD_MIN);
        }
        final long join = nonZero("join", 50);
        if (join < TIMEOUT_MIN) {
            return tooLow("join", join, TIMEOUT_MIN);
        }
        if (consensus < TIMEOUT_MIN) {
            return tooLow("consensus", consensus, TIMEOUT_MIN);
        }
        if (consensus < join) {
            return new Problem("totem.consensus", "must not be below join (" + join + " ms), but is " + consensus + " ms");
        }
        if (nonZero("merge", 200) < TIMEOUT_MIN) {
            return tooLow("merge", nonZero("merge", 200), TIMEOUT_MIN);
        }
        if (nonZero("downcheck", 1000) < TIMEOUT_MIN) {
            return tooLow("downcheck", nonZero("downcheck", 1000), TIMEOUT_MIN);
        }
        return null;
    }

    private static Problem tooLow(final String name, final long value, final long minimum) {
        return new Problem("totem." + name, "must be at least " + minimum + " ms, but is " + value + " ms");
    }

    /** The values as the ring takes them; what exceeds an {@code int} is cut to the largest one. */
    public TotemParameters parameters(final int nodeId, final int netMtu) {
        return new TotemParameters(
            nodeId,
            netMtu - TWO_MCAST_HEADERS,
            cut(token),
            cut(any("token_warning", 75)),
            cut(tokenRetransmit),
            cut(hold),
            cut(retransmitsBeforeLoss),
            cut(nonZero("join", 50)),
            cut(any("send_join", 0)),
            cut(consensus),
            cut(nonZero("merge", 200)),
            cut(nonZero("downcheck", 1000)),
            cut(nonZero("fail_recv_const", 2500)),
            cut(nonZero("seqno_unchanged_const", 30)),
            cut(any("heartbeat_failures_allowed", 0)),
            cut(nonZero("max_network_delay", 50)),
            cut(nonZero("window_size", 50)),
            cut(nonZero("max_messages", 17)),
            cut(nonZero("miss_count_const", 5)),
            cancelsTokenHoldOnRetransmit());
    }

    /** The token timeout in milliseconds, the coefficient added. */
    long token() {
        return token;
    }

    boolean blocksUnlistedIps() {
        return !"no".equals(keys.getString("totem.block_unlisted_ips"));
    }

    private boolean cancelsTokenHoldOnRetransmit() {
        return "yes".equals(keys.getString("totem.cancel_token_hold_on_retransmit"));
    }

    KnetSettings knet(final String linkMode, final CryptoSettings crypto, final NozzleSettings nozzle) {
        return new KnetSettings(linkMode, crypto, compressionModel(), any("knet_compression_threshold", 0), compressionLevel(),
            nonZero("knet_pmtud_interval", 30), any("knet_mtu", 0), nozzle);
    }

    private String compressionModel() {
        final String model = keys.getString("totem.knet_compression_model");
        return model == null ? "none" : model;
    }

    private int compressionLevel() {
        return (int)keys.getInteger(ValueType.I32, "totem.knet_compression_level", 0);
    }

    /** Writes the {@code runtime.config.totem} keys of the values in force, those of links apart. */
    public void publish(final ConfigMap map) {
        put(map, "token_retransmits_before_loss_const", retransmitsBeforeLoss);
        put(map, "token", token);
        put(map, "token_warning", any("token_warning", 75));
        put(map, "max_network_delay", nonZero("max_network_delay", 50));
        put(map, "window_size", nonZero("window_size", 50));
        put(map, "max_messages", nonZero("max_messages", 17));
        put(map, "miss_count_const", nonZero("miss_count_const", 5));
        put(map, "knet_pmtud_interval", nonZero("knet_pmtud_interval", 30));
        put(map, "knet_mtu", any("knet_mtu", 0));
        put(map, "token_retransmit", tokenRetransmit);
        put(map, "hold", hold);
        put(map, "join", nonZero("join", 50));
        put(map, "consensus", consensus);
        put(map, "merge", nonZero("merge", 200));
        put(map, "downcheck", nonZero("downcheck", 1000));
        put(map, "fail_recv_const", nonZero("fail_recv_const", 2500));
        put(map, "send_join", any("send_join", 0));
        put(map, "seqno_unchanged_const", nonZero("seqno_unchanged_const", 30));
        put(map, "heartbeat_failures_allowed", any("heartbeat_failures_allowed", 0));
        put(map, "knet_compression_threshold", any("knet_compression_threshold", 0));
        put(map, "block_unlisted_ips", blocksUnlistedIps() ? 1 : 0);
        put(map, "cancel_token_hold_on_retransmit", cancelsTokenHoldOnRetransmit() ? 1 : 0);
        map.put(RUNTIME + "knet_compression_level", Value.ofI32(compressionLevel()));
        map.put(RUNTIME + "knet_compression_model", Value.ofString(compressionModel()));
    }

    private static void put(final ConfigMap map, final String name, final long value) {
        map.put(RUNTIME + name, Value.ofU32(value));
    }

    /** The configured value; 0 means the default. */
    private long nonZero(final String name, final long otherwise) {
        final long value = any(name, 0);
        return value == 0 ? otherwise : value;
    }

    /** The configured value, which may be 0. */
    private long any(final String name, final long otherwise) {
        return keys.getU32("totem." + name, otherwise);
    }

    private static int cut(final long value) {
        return (int)Math.min(value, Integer.MAX_VALUE);
    }
}
