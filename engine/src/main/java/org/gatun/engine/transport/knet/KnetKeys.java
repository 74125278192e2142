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

    private final KnetHandle knet;
    private CryptoSettings current;
    private int slot = FIRST;

    KnetKeys(final KnetHandle knet) {
        this.knet = knet;
    }

    /** Begins with these settings; 0 or the negated errno, which has been logged. */
    int start(final CryptoSettings settings) {
        current = settings;
        if (!settings.isEnabled()) {
            return done("knet_handle_crypto_rx_clear_traffic(ALLOW)", knet.setClearTraffic(true));
        }
        final int filled = fill(settings);
        final int used = filled < 0 ? filled : done("knet_handle_crypto_use_config", knet.useCrypto(slot));
        return used < 0 ? used : done("knet_handle_crypto_rx_clear_traffic(DISALLOW)", knet.setClearTraffic(false));
    }

    /** Fills the other slot, if these settings are new; the present slot still seals. Whether they are new and were taken. */
    boolean load(final CryptoSettings settings) {
        if (settings.isSameAs(current)) {
            return false;
        }
        slot = BOTH - slot;
        if (!settings.isEnabled()) {
            done("knet_handle_crypto_rx_clear_traffic(ALLOW)", knet.setClearTraffic(true));
        } else if (fill(settings) < 0) {
            slot = BOTH - slot;
            return false;
        }
        current = settings;
        LOG.info("kronosnet crypto reconfigured on index {}: {}/{}/{}", slot, settings.model(), settings.cipher(), settings.hash());
        return true;
    }

    /** Seals with the slot that was filled last. */
    void activate() {
        done("knet_handle_crypto_use_config", knet.useCrypto(current.isEnabled() ? slot : 0));
    }

    /** Empties the slot that is no longer used, and refuses clear packets again. */
    void cleanUp() {
        done("knet_handle_crypto_set_config", knet.setCrypto(KnetCrypto.NONE, BOTH - slot));
        if (current.isEnabled()) {
            done("knet_handle_crypto_rx_clear_traffic(DISALLOW)", knet.setClearTraffic(false));
        }
    }

    private int fill(final CryptoSettings settings) {
        final byte[] key = settings.key();
        try {
            LOG.debug("Configuring crypto {}/{}/{} on index {}", settings.model(), settings.cipher(), settings.hash(), slot);
            return done("knet_handle_crypto_set_config (index " + slot + ")",
                knet.setCrypto(new KnetCrypto(settings.model(), settings.cipher(), settings.hash(), key), slot));
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
