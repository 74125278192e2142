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
class SealedMembershipTest extends MembershipTest {
    static Stream<Mix> mixes() {
        return Mix.selected("CGG");
    }

    @Override
    ClusterSettings settings() {
        return super.settings().withTransport(Transport.KNET_IPV4).with(ClusterSettings.crypto("openssl", "aes256", "sha256"));
    }
}
