package org.gatun.test.ipc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gatun.test.engines.Cluster;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Engine;
import org.gatun.test.engines.Mix;
import org.gatun.test.hosts.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may connect, besides root: the users and groups of {@code uidgid}, the same with both kinds of engine. */
@Tag("interop")
class AccessTest {
    private static final int NOBODY = 65_534;
    private static final int OTHER = 2;

    @Test
    void shouldLetInWhomTheConfigurationNames() {
        try (Cluster cluster = new Cluster(new Mix("GC"), ClusterSettings.QUICK, 52)) {
            cluster.engines().forEach(engine -> engine.editConfiguration(text -> text + "uidgid {\n    uid: nobody\n}\n"));
            cluster.start();
            for (final Engine engine : cluster.engines()) {
                assertTrue(askAs(engine, NOBODY, OTHER).isSuccess(), engine::toString);
                assertFalse(askAs(engine, OTHER, NOBODY).isSuccess(), engine::toString);
            }
        }
    }

    @Test
    void shouldLetInWhomAKeyNamesAsLongAsItIsThere() {
        try (Cluster cluster = new Cluster(new Mix("GC"), ClusterSettings.QUICK, 53).start()) {
            for (final Engine engine : cluster.engines()) {
                assertFalse(askAs(engine, NOBODY, NOBODY).isSuccess(), engine::toString);
                for (final String key : new String[] {"uidgid.uid." + NOBODY, "uidgid.gid." + NOBODY}) {
                    engine.run("corosync-cmapctl", "-s", key, "u8", "1").orThrow();
                    assertTrue(askAs(engine, NOBODY, NOBODY).isSuccess(), () -> key + " on " + engine);
                    assertFalse(askAs(engine, OTHER, OTHER).isSuccess(), () -> key + " on " + engine);
                    engine.run("corosync-cmapctl", "-d", key).orThrow();
                    assertFalse(askAs(engine, NOBODY, NOBODY).isSuccess(), () -> key + " on " + engine);
                }
            }
        }
    }

    private static Commands.Result askAs(final Engine engine, final int uid, final int gid) {
        return engine.run("setpriv", "--reuid", Integer.toString(uid), "--regid", Integer.toString(gid), "--clear-groups",
            "corosync-cpgtool");
    }
}
