package org.gatun.test.api;

import java.util.List;
import java.util.stream.Collectors;
import org.gatun.client.CsException;
import org.gatun.client.RingId;
import org.gatun.client.VoteQuorum;
import org.gatun.client.VoteQuorumInfo;
import org.gatun.client.VoteQuorumListener;
import org.gatun.ipc.IpcEndpoint;
import org.gatun.ipc.message.CsError;

/** The calls of libvotequorum. A poll of the quorum device names the ring of the last nodelist call-back. */
final class VoteQuorumCalls extends Calls<VoteQuorum> {
    private static final RingId STALE = new RingId(1, 1);

    private RingId ring = new RingId(0, 0);

    VoteQuorumCalls() {
        calls.put("votequorum_initialize", this::open);
        calls.put("votequorum_finalize", this::close);
        calls.put("votequorum_fd_get", command -> say(descriptor(handle(command).fd())));
        calls.put("votequorum_dispatch", command -> dispatch(handle(command)::dispatch, command.integer(2)));
        calls.put("votequorum_wait", command -> await(handle(command)::dispatch, command.integer(2)));
        calls.put("votequorum_getinfo", command -> say(words(handle(command).info(command.integer(2)))));
        calls.put("votequorum_setexpected", command -> say(handle(command).setExpectedVotes(command.integer(2))));
        calls.put("votequorum_setvotes", command -> say(handle(command).setVotes(command.integer(2), command.integer(3))));
        calls.put("votequorum_trackstart",
            command -> say(handle(command).trackStart(QuorumCalls.tracking(command.integer(3)), command.number(2))));
        calls.put("votequorum_trackstop", command -> say(handle(command).trackStop()));
        calls.put("votequorum_qdevice_register", command -> say(handle(command).qdeviceRegister(command.text(2))));
        calls.put("votequorum_qdevice_unregister", command -> say(handle(command).qdeviceUnregister(command.text(2))));
        calls.put("votequorum_qdevice_update", command -> say(handle(command).qdeviceUpdate(command.text(2), command.text(3))));
        calls.put("votequorum_qdevice_poll",
            command -> say(handle(command).qdevicePoll(command.text(2), command.number(3) != 0, ring)));
        calls.put("votequorum_qdevice_poll_stale",
            command -> say(handle(command).qdevicePoll(command.text(2), command.number(3) != 0, STALE)));
        calls.put("votequorum_qdevice_master_wins",
            command -> say(handle(command).qdeviceMasterWins(command.text(2), command.number(3) != 0)));
    }

    private static String words(final VoteQuorumInfo info) {
        return "node=" + Integer.toUnsignedString(info.nodeId()) + " state=" + info.state() + " votes=" + info.votes() + " expected="
            + info.expectedVotes() + " highest=" + info.highestExpected() + " total=" + info.totalVotes() + " quorum=" + info.quorum()
            + " flags=" + info.flags() + " device=" + info.qdeviceVotes() + "," + info.qdeviceName();
    }

    private void open(final Command command) throws CsException {
        final String name = command.text(1);
        opened(command, VoteQuorum.open(IpcEndpoint.abstractNames(), new VoteQuorumListener() {
            @Override
            public void quorum(final long context, final boolean isQuorate, final List<Node> nodes) {
                event(name, "context=" + Long.toUnsignedString(context) + " quorate=" + (isQuorate ? 1 : 0) + " nodes="
                    + nodes.stream().map(node -> Integer.toUnsignedString(node.nodeId()) + "/" + node.state())
                        .collect(Collectors.joining(",")));
            }

            @Override
            public void nodeList(final long context, final RingId ringId, final int[] members) {
                ring = ringId;
                event(name, "context=" + Long.toUnsignedString(context) + " ring=" + QuorumCalls.words(ringId) + " members="
                    + list(members));
            }

            @Override
            public void expectedVotes(final long context, final int votes) {
                event(name, "context=" + Long.toUnsignedString(context) + " expected=" + Integer.toUnsignedString(votes));
            }
        }));
        say(CsError.OK);
    }
}
