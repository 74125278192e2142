package org.gatun.test.interop;

import java.util.stream.Stream;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The same over knet, with packets sealed. */
@Tag("interop")
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("mixes")
class SealedAgreedOrderTest extends AgreedOrderTest {
    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG");
    }

    /** A frame is up to 47 packets here, and all of them must arrive. */
    @Override
    double loss() {
        return 0.002;
    }

    @Override
    ClusterSettings settings() {
        return super.settings().withTransport(Transport.KNET_IPV4).with(ClusterSettings.crypto("openssl", "aes256", "sha256"));
    }
}
