package org.gatun.test.api;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.gatun.client.Cfg;
import org.gatun.client.CfgNodeStatus;
import org.gatun.client.CfgRing;
import org.gatun.client.CfgShutdown;
import org.gatun.client.CsException;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/** The calls of libcfg. */
final class CfgCalls extends Calls<Cfg> {
    CfgCalls() {
        calls.put("corosync_cfg_initialize", command -> {
            final String name = command.text(1);
            opened(command, Cfg.open(IpcEndpoint.abstractNames(), (kind, error) -> event(name, "shutdown flags=" + kind.flags())));
            say(CsError.OK);
        });
        calls.put("corosync_cfg_finalize", this::close);
        calls.put("corosync_cfg_fd_get", command -> say(descriptor(handle(command).fd())));
        calls.put("corosync_cfg_dispatch", command -> dispatch(handle(command)::dispatch, command.integer(2)));
        calls.put("corosync_cfg_wait", command -> await(handle(command)::dispatch, command.integer(2)));
        calls.put("corosync_cfg_ring_status_get", command -> {
            final List<CfgRing> rings = handle(command).rings();
            say(CsError.OK);
            rings.forEach(ring -> System.out.println("  " + words(ring.name()) + " " + words(ring.status())));
        });
        calls.put("corosync_cfg_node_status_get", command -> status(handle(command).nodeStatus(command.integer(2))));
        calls.put("corosync_cfg_kill_node", command -> say(handle(command).killNode(command.integer(2), command.text(3))));
        calls.put("corosync_cfg_trackstart", command -> say(handle(command).trackStart()));
        calls.put("corosync_cfg_trackstop", command -> say(handle(command).trackStop()));
        calls.put("corosync_cfg_try_shutdown", command -> say(handle(command).tryShutdown(kind(command.integer(2)))));
        calls.put("corosync_cfg_replyto_shutdown", command -> say(handle(command).replyToShutdown(command.number(2) != 0)));
        calls.put("corosync_cfg_get_node_addrs", command -> {
            final List<InetAddress> addresses = handle(command).nodeAddresses(command.integer(2));
            say("count=" + addresses.size());
            addresses.forEach(address -> System.out.println("  " + address.getHostAddress()));
        });
        calls.put("corosync_cfg_local_get", command -> say("node=" + Integer.toUnsignedString(handle(command).localNodeId())));
        calls.put("corosync_cfg_reload_config", command -> say(handle(command).reload()));
        calls.put("corosync_cfg_reopen_log_files", command -> say(handle(command).reopenLogFiles()));
    }

    private static CfgShutdown kind(final int flags) {
        return Arrays.stream(CfgShutdown.values()).filter(kind -> kind.flags() == flags).findFirst().orElseThrow();
    }

    private static String words(final String text) {
        return words(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int bit(final boolean is) {
        return is ? 1 : 0;
    }

    private static void status(final CfgNodeStatus status) {
        say("node=" + Integer.toUnsignedString(status.nodeId()) + " reachable=" + bit(status.isReachable()) + " remote="
            + bit(status.isRemote()) + " external=" + bit(status.isExternal()) + " onwire=" + status.onwireMin() + ","
            + status.onwireMax() + "," + status.onwireVersion());
        for (int i = 0; i < status.links().size(); i++) {
            final CfgNodeStatus.Link link = status.links().get(i);
            if (link.isEnabled()) {
                System.out.println("  link=" + i + " connected=" + bit(link.isConnected()) + " dynamic="
                    + bit(link.isDynamicallyConnected()) + " mtu=" + link.mtu() + " source=" + link.source() + " destination="
                    + link.destination());
            }
        }
    }
}
