package org.gatun.engine.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys that clients may read but not change. One thread. */
final class ReadOnlyKeys {
    private static final String[] PREFIXES = {
        "internal_configuration.", "runtime.services.", "runtime.config.", "runtime.totem.", "uidgid.config.", "system.", "nodelist."
    };
    private static final String[] KEYS = {
        "totem.crypto_cipher", "totem.crypto_hash", "totem.crypto_model", "totem.keyfile", "totem.key", "totem.secauth",
        "totem.ip_version", "totem.rrp_mode", "totem.transport", "totem.cluster_name", "totem.netmtu", "totem.threads",
        "totem.version", "totem.nodeid", "totem.clear_node_high_bit", "config.reload_in_progress",
        "config.totemconfig_reload_in_progress"
    };

    private final Set<String> keys = new HashSet<>(List.of(KEYS));

    void addKey(final String key) {
        keys.add(key);
    }

    boolean contains(final String key) {
        if (keys.contains(key)) {
            return true;
        }
        for (final String prefix : PREFIXES) {
            if (key.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
