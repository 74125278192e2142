package org.gatun.engine.transport.knet;

import java.util.Arrays;
import org.gatun.engine.config.CryptoSettings;
import org.gatun.natives.knet.KnetCrypto;
import org.gatun.natives.knet.KnetHandle;
import org.gatun.natives.linux.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How packets are sealed, in one of libknet's two slots, and the change to the other slot: {@link #load} on all nodes, then
 * {@link #activate} on all, then {@link #cleanUp}, so that each can open what any other sends. The ring's thread only.
 */
final class KnetKeys {
    private static final Logger LOG = LoggerFactory.getLogger("TOTEM");
    private static final int FIRST = 1;
    private static final int BOTH = 3;
    private static final int NONE = -1;

    private final KnetHandle knet;
    private final KnetPacketFilter filter;
    private CryptoSettings current;
    private int slot = FIRST;
    /** What seals now, 0 if nothing does. */
    private int used;
    /** What sealed before settings were loaded that {@link #activate} is still to come for; else {@link #NONE}. */
    private int before = NONE;

    /** @param filter is told when all packets are in clear */
    KnetKeys(final KnetHandle knet, final KnetPacketFilter filter) {
        this.knet = knet;
        this.filter = filter;
    }

    /** Begins with these settings; 0 or the negated errno, which has been logged. */
    int start(final CryptoSettings settings) {
        current = settings;
        if (!settings.isEnabled()) {
            filter.setClear(true);
            return done("knet_handle_crypto_rx_clear_traffic(ALLOW)", knet.setClearTraffic(true));
        }
        final int filled = fill(slot, settings);
        final int sealed = filled < 0 ? filled : use(slot);
        return sealed < 0 ? sealed : done("knet_handle_crypto_rx_clear_traffic(DISALLOW)", knet.setClearTraffic(false));
    }

    /** Fills the slot that does not seal, if these settings are new; the other still seals. Whether they are new and were taken. */
    boolean load(final CryptoSettings settings) {
        if (settings.isSameAs(current)) {
            return false;
        }
        final boolean free = before != NONE && used == before;
        final int next = free ? slot : BOTH - slot;
        if (!settings.isEnabled()) {
            done("knet_handle_crypto_rx_clear_traffic(ALLOW)", knet.setClearTraffic(true));
        } else if (fill(next, settings) < 0) {
            return false;
        }
        slot = next;
        current = settings;
        before = used;
        filter.setClear(false);
        LOG.info("kronosnet crypto reconfigured on index {}: {}/{}/{}", slot, settings.model(), settings.cipher(), settings.hash());
        return true;
    }

    /** Seals with the slot that was filled last. */
    void activate() {
        before = NONE;
        use(loaded());
    }

    /**
     * The next node seems not to have been able to open the last token: if {@link #activate} is still to come, seals with the settings
     * that did not seal that one. The next node may have forgotten the old ones, or not have loaded the new ones yet.
     */
    void useOther() {
        if (before != NONE) {
            use(used == before ? loaded() : before);
        }
    }

    /** Empties the slot that is no longer used, and refuses clear packets again. */
    void cleanUp() {
        done("knet_handle_crypto_set_config", knet.setCrypto(KnetCrypto.NONE, BOTH - slot));
        if (current.isEnabled()) {
            done("knet_handle_crypto_rx_clear_traffic(DISALLOW)", knet.setClearTraffic(false));
        }
        filter.setClear(!current.isEnabled());
    }

    private int loaded() {
        return current.isEnabled() ? slot : 0;
    }

    private int use(final int next) {
        used = next;
        return done("knet_handle_crypto_use_config", knet.useCrypto(next));
    }

    private int fill(final int index, final CryptoSettings settings) {
        final byte[] key = settings.key();
        try {
            LOG.debug("Configuring crypto {}/{}/{} on index {}", settings.model(), settings.cipher(), settings.hash(), index);
            return done("knet_handle_crypto_set_config (index " + index + ")",
                knet.setCrypto(new KnetCrypto(settings.model(), settings.cipher(), settings.hash(), key), index));
        } finally {
            Arrays.fill(key, (byte)0);
        }
    }

    private static int done(final String call, final int result) {
        if (result < 0) {
            LOG.error("{} failed: {} ({})", call, Errno.strerror(-result), -result);
        }
        return result;
    }
}
