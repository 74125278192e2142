package org.gatun.bench.compare;

import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Transport;

/** What joins the nodes of a measured ring. */
enum Ring {
    UDPU("udpu", ClusterSettings.DEFAULT.withTransport(Transport.UDPU_IPV4)),
    KNET("knet, not encrypted", ClusterSettings.DEFAULT.withTransport(Transport.KNET_IPV4)),
    /** As with {@code secauth: on}. */
    SEALED("knet, aes256 and sha256 by nss", KNET.settings.with(ClusterSettings.crypto("nss", "aes256", "sha256")));

    private final String description;
    private final ClusterSettings settings;

    Ring(final String description, final ClusterSettings settings) {
        this.description = description;
        this.settings = settings;
    }

    String description() {
        return description;
    }

    ClusterSettings settings() {
        return settings;
    }
}
