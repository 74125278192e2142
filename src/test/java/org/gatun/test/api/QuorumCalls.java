package org.gatun.test.api;

import org.gatun.client.CsException;
import org.gatun.client.Quorum;
import org.gatun.client.QuorumListener;
import org.gatun.client.QuorumModel;
import org.gatun.client.RingId;
import org.gatun.client.Tracking;
import org.gatun.ipc.IpcEndpoint;

/** The calls of libquorum. */
final class QuorumCalls extends Calls<Quorum> {
    QuorumCalls() {
        calls.put("quorum_initialize", command -> open(command, QuorumModel.V0));
        calls.put("quorum_model_initialize", command -> open(command, QuorumModel.values()[command.integer(2)]));
        calls.put("quorum_finalize", this::close);
        calls.put("quorum_fd_get", command -> say(descriptor(handle(command).fd())));
        calls.put("quorum_dispatch", command -> dispatch(handle(command)::dispatch, command.integer(2)));
        calls.put("quorum_wait", command -> await(handle(command)::dispatch, command.integer(2)));
        calls.put("quorum_getquorate", command -> say("quorate=" + (handle(command).isQuorate() ? 1 : 0)));
        calls.put("quorum_trackstart", command -> say(handle(command).trackStart(tracking(command.integer(2)))));
        calls.put("quorum_trackstop", command -> say(handle(command).trackStop()));
    }

    /** The kind of tracking with this number. */
    static Tracking tracking(final int flags) {
        for (final Tracking tracking : Tracking.values()) {
            if (tracking.flags() == flags) {
                return tracking;
            }
        }
        throw new IllegalArgumentException("flags=" + flags);
    }

    static String words(final RingId ring) {
        return Integer.toUnsignedString(ring.nodeId()) + "." + Long.toUnsignedString(ring.sequence());
    }

    private void open(final Command command, final QuorumModel model) throws CsException {
        final String name = command.text(1);
        final Quorum quorum = Quorum.open(IpcEndpoint.abstractNames(), model, new QuorumListener() {
            @Override
            public void quorum(final boolean isQuorate, final RingId ringId, final int[] members) {
                event(name, "quorate=" + (isQuorate ? 1 : 0) + " ring=" + words(ringId) + " members=" + list(members));
            }

            @Override
            public void nodeList(final RingId ringId, final int[] members, final int[] joined, final int[] left) {
                event(name, "nodelist ring=" + words(ringId) + " members=" + list(members) + " joined=" + list(joined) + " left="
                    + list(left));
            }
        });
        opened(command, quorum);
        say("type=" + (quorum.hasProvider() ? 1 : 0));
    }
}
