package org.gatun.test.votequorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gatun.test.engines.Await;
import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.Daemon;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes, one of either kind, each with corosync-qdevice, and corosync-qnetd on a host that has no engine. */
@Tag("interop")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetDeviceTest {
    private static final int ARBITER = 3;
    private static final String DEVICE = "device {\n        model: net\n        votes: 1\n        timeout: 3000\n        sync_timeout: 4000\n"
        + "        net {\n            host: 10.77.0.3\n            algorithm: ffsplit\n            tls: off\n        }\n    }";

    private final List<Daemon> daemons = new ArrayList<>();

    static Stream<Mix> mixes() {
        return Mix.selected("GCC", "CGG");
    }

    @AfterEach
    void end() {
        daemons.forEach(Daemon::close);
    }

    private Daemon arbiter(final VoteCluster ring) {
        daemons.add(new Daemon(ring.engine(ARBITER), "mkdir /run/corosync-qnetd", "corosync-qnetd", "-f", "-s", "off"));
        return daemons.getLast();
    }

    /** Starts a node's device once its engine answers clients. */
    private void device(final VoteCluster ring, final int node) {
        Await.until("node " + node + " answers", Cluster.FORMATION, () -> {
            final Commands.Result result = ring.engine(node).run("corosync-cmapctl", "-g", "totem.version");
            return result.isSuccess() ? Optional.empty() : Optional.of(result.output());
        }, ring::diagnosis);
        daemons.add(new Daemon(ring.engine(node), "mkdir /run/corosync-qdevice", "corosync-qdevice", "-f"));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("mixes")
    void shouldGiveOneHalfTheVoteOfTheArbiter(final Mix mix) {
        Requirement.require(Requirement.C_QDEVICE);
        try (VoteCluster ring = new VoteCluster(mix, "Qdevice", DEVICE)) {
            for (int id = 1; id < ARBITER; id++) {
                ring.engine(id).editConfiguration(text -> text.replaceFirst("(?s)    node \\{\\s*nodeid: 3.*?}\n", ""));
            }
            final Daemon arbiter = arbiter(ring);
            ring.start("1 2");
            device(ring, 1);
            device(ring, 2);
            ring.expect("1 2", "yes 3 3 3 2");
            ring.part("1 3", "2").expect(Map.of("1", "yes 3 3 2 2", "2", "no 3 3 1 2"));
            ring.heal().expect("1 2", "yes 3 3 3 2");
            ring.part("1", "2 3").expect(Map.of("1", "no 3 3 1 2", "2", "yes 3 3 2 2"));
            ring.heal().expect("1 2", "yes 3 3 3 2");
            ring.kill("2").expect("1", "yes 3 3 2 2");
            ring.start("2");
            device(ring, 2);
            ring.expect("1 2", "yes 3 3 3 2");
            arbiter.close();
            ring.expect("1 2", "yes 3 3 2 2");
            arbiter(ring);
            ring.expect("1 2", "yes 3 3 3 2");
        }
    }
}
