package org.gatun.engine.service.votequorum;

import static org.gatun.engine.service.votequorum.VoteRing.on;
import static org.gatun.engine.service.votequorum.VoteRing.text;
import static org.gatun.engine.service.votequorum.VoteRing.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.ServiceStartException;
import org.gatun.engine.totem.RingId;
import org.gatun.ipc.message.CsError;
import org.gatun.ipc.message.Marshal;
import org.gatun.ipc.message.RequestHeader;
import org.gatun.ipc.message.VoteQuorumMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quorum devices of nodes on a ring in memory. Views: quorate expected highest total quorum. */
final class QdeviceTest {
    private static final int REGISTERED = VoteQuorumMessages.INFO_FLAG_QDEVICE_REGISTERED;
    private static final int ALIVE = VoteQuorumMessages.INFO_FLAG_QDEVICE_ALIVE;
    private static final int CASTS = VoteQuorumMessages.INFO_FLAG_QDEVICE_CAST_VOTE;
    private static final int DEVICE_FLAGS = REGISTERED | ALIVE | CASTS | VoteQuorumMessages.INFO_FLAG_QDEVICE_MASTER_WINS;
    private static final Map<String, Value> ONE_VOTE =
        Map.of("device.model", text("net"), "device.votes", u32(1), "device.timeout", u32(1000), "device.sync_timeout", u32(3000));

    private VoteRing ring;
    private RingId ringId;

    private void whole(final int size, final Map<String, Value> options) {
        final int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            all[i] = i + 1;
        }
        ring = VoteRing.of(size, options).start(all);
        form(all);
    }

    private void form(final int... ids) {
        ringId = ring.wire().install(ids);
        ring.wire().run();
    }

    private static MemorySegment named(final int request, final int length, final String name) {
        final MemorySegment message = MemorySegment.ofArray(new byte[length]);
        RequestHeader.put(message, 0, request, length);
        Marshal.putText(message, VoteQuorumMessages.ARGUMENT, VoteQuorumMessages.NAME_CAPACITY, name);
        return message;
    }

    private CsError register(final int node, final String name) {
        return VoteRing.error(ring.send(node,
            named(VoteQuorumMessages.QDEVICE_REGISTER, VoteQuorumMessages.NAME_REQUEST_LENGTH, name)));
    }

    private CsError unregister(final int node, final String name) {
        return VoteRing.error(ring.send(node,
            named(VoteQuorumMessages.QDEVICE_UNREGISTER, VoteQuorumMessages.NAME_REQUEST_LENGTH, name)));
    }

    private CsError update(final int node, final String name, final String newName) {
        final MemorySegment message = named(VoteQuorumMessages.QDEVICE_UPDATE, VoteQuorumMessages.UPDATE_LENGTH, name);
        Marshal.putText(message, VoteQuorumMessages.UPDATE_NEW_NAME, VoteQuorumMessages.NAME_CAPACITY, newName);
        return VoteRing.error(ring.send(node, message));
    }

    private CsError poll(final int node, final String name, final boolean cast, final RingId of) {
        final MemorySegment message = named(VoteQuorumMessages.QDEVICE_POLL, VoteQuorumMessages.POLL_LENGTH, name);
        Marshal.putInt(message, VoteQuorumMessages.POLL_CAST_VOTE, cast ? 1 : 0);
        Marshal.putInt(message, VoteQuorumMessages.POLL_RING, of.representative());
        Marshal.putLong(message, VoteQuorumMessages.POLL_RING + 8, of.sequence());
        return VoteRing.error(ring.send(node, message));
    }

    private CsError masterWins(final int node, final String name, final boolean allow) {
        final MemorySegment message = named(VoteQuorumMessages.QDEVICE_MASTER_WINS, VoteQuorumMessages.MASTER_WINS_LENGTH, name);
        Marshal.putInt(message, VoteQuorumMessages.MASTER_WINS_ALLOW, allow ? 1 : 0);
        return VoteRing.error(ring.send(node, message));
    }

    private int deviceFlags(final int node) {
        return ring.flags(node) & DEVICE_FLAGS;
    }

    private String knownName(final int node) {
        return Marshal.getText(ring.info(node), VoteQuorumMessages.INFO_QDEVICE_NAME, VoteQuorumMessages.NAME_CAPACITY);
    }

    @Test
    void shouldCountTheDevicesVoteOnItsNodeAloneWhenItIsCast() {
        whole(2, ONE_VOTE);
        ring.expect("yes 3 3 2 2", 1, 2);
        assertEquals(CsError.OK, register(1, "disk"));
        assertEquals("disk", knownName(2));
        assertEquals(CsError.OK, poll(1, "disk", true, ringId));
        assertEquals(REGISTERED | ALIVE | CASTS, deviceFlags(1));
        ring.expect("yes 3 3 3 2", 1).expect("yes 3 3 2 2", 2);
        assertEquals(CsError.OK, poll(1, "disk", false, ringId));
        ring.expect("yes 3 3 2 2", 1, 2);
    }

    @Test
    void shouldExpectTheVotesOfTheDeviceOnlyWithTheNodesThatArePresent() {
        ring = VoteRing.of(3, ONE_VOTE).start(1, 2, 3);
        form(1, 2);
        ring.expect("yes 3 3 2 2", 1, 2);
        form(1, 2, 3);
        ring.expect("yes 4 4 3 3", 1, 2, 3);
    }

    @Test
    void shouldTellOtherNodesOfTheDeviceOfANode() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        poll(1, "disk", true, ringId);
        final MemorySegment seen = ring.call(2, VoteQuorumMessages.GET_INFO, 1, 0);
        assertEquals(REGISTERED | ALIVE | CASTS, Marshal.getInt(seen, VoteQuorumMessages.INFO_FLAGS) & DEVICE_FLAGS);
        assertEquals(3, Marshal.getInt(seen, VoteQuorumMessages.INFO_TOTAL));
        assertEquals(1, Marshal.getInt(seen, VoteQuorumMessages.INFO_QDEVICE_VOTES));
    }

    @Test
    void shouldRefuseWhatIsNotRegisteredOrOfAnotherNameOrRing() {
        whole(2, ONE_VOTE);
        assertEquals(CsError.NOT_EXIST, unregister(1, "disk"));
        assertEquals(CsError.NOT_EXIST, update(1, "disk", "other"));
        assertEquals(CsError.NOT_EXIST, poll(1, "disk", true, ringId));
        assertEquals(CsError.NOT_EXIST, masterWins(1, "disk", true));
        assertEquals(CsError.OK, register(1, "disk"));
        assertEquals(CsError.OK, register(1, "disk"));
        assertEquals(CsError.EXIST, register(1, "other"));
        assertEquals(CsError.EXIST, register(2, "other"));
        assertEquals(CsError.INVALID_PARAM, unregister(1, "other"));
        assertEquals(CsError.INVALID_PARAM, update(1, "other", "disk"));
        assertEquals(CsError.INVALID_PARAM, poll(1, "other", true, ringId));
        assertEquals(CsError.INVALID_PARAM, masterWins(1, "other", true));
        assertEquals(CsError.MESSAGE_ERROR, poll(1, "disk", true, new RingId(ringId.representative(), ringId.sequence() - 4)));
        assertEquals(REGISTERED, deviceFlags(1));
    }

    @Test
    void shouldForgetTheNameWhenTheLastNodeUnregisters() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        register(2, "disk");
        assertEquals(CsError.OK, update(2, "disk", "third"));
        assertEquals("third", knownName(1));
        assertEquals(CsError.OK, unregister(1, "third"));
        assertEquals("third", knownName(1));
        assertEquals(0, deviceFlags(1));
        assertEquals(CsError.OK, unregister(2, "third"));
        assertEquals("", knownName(1));
        assertEquals("", knownName(2));
    }

    @Test
    void shouldLoseTheVoteWhenTheDeviceNoLongerPolls() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        poll(1, "disk", true, ringId);
        ring.pass(999);
        assertEquals(REGISTERED | ALIVE | CASTS, deviceFlags(1));
        poll(1, "disk", true, ringId);
        ring.pass(999);
        assertEquals(REGISTERED | ALIVE | CASTS, deviceFlags(1));
        ring.pass(1);
        assertEquals(REGISTERED, deviceFlags(1));
        ring.expect("yes 3 3 2 2", 1, 2);
    }

    @Test
    void shouldKeepQuorumByTheDeviceOnceItHasPolledForTheNewRing() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        poll(1, "disk", true, ringId);
        final RingId before = ringId;
        ringId = ring.wire().install(1);
        for (int round = 0; round < 20; round++) {
            ring.wire().round();
        }
        final int done = ring.node(1).ring().synchronisations();
        assertEquals(CsError.MESSAGE_ERROR, pollInSync(before));
        assertEquals(done, ring.node(1).ring().synchronisations());
        assertEquals(CsError.OK, pollInSync(ringId));
        ring.wire().run();
        assertEquals(done + 1, ring.node(1).ring().synchronisations());
        ring.expect("yes 3 3 2 2", 1);
    }

    /** A poll while the synchronisation waits for it: the ring comes to no rest. */
    private CsError pollInSync(final RingId of) {
        final MemorySegment message = named(VoteQuorumMessages.QDEVICE_POLL, VoteQuorumMessages.POLL_LENGTH, "disk");
        Marshal.putInt(message, VoteQuorumMessages.POLL_CAST_VOTE, 1);
        Marshal.putInt(message, VoteQuorumMessages.POLL_RING, of.representative());
        Marshal.putLong(message, VoteQuorumMessages.POLL_RING + 8, of.sequence());
        return VoteRing.error(ring.node(1).call(VoteQuorumService.ID, ring.client(1), message));
    }

    @Test
    void shouldEndTheWaitForTheDeviceWhenItsTimeIsUp() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        poll(1, "disk", true, ringId);
        ringId = ring.wire().install(1);
        for (int round = 0; round < 20; round++) {
            ring.wire().round();
        }
        final int done = ring.node(1).ring().synchronisations();
        ring.pass(3000);
        assertEquals(done + 1, ring.node(1).ring().synchronisations());
        assertEquals(REGISTERED, deviceFlags(1));
        ring.expect("no 3 3 1 2", 1);
    }

    @Test
    void shouldBeQuorateWithTheMasterWhenMasterWins() {
        whole(3, ONE_VOTE);
        register(1, "disk");
        poll(1, "disk", true, ringId);
        assertEquals(CsError.OK, masterWins(1, "disk", true));
        assertEquals(1, ring.node(1).config().getU8("runtime.votequorum.qdevice_master_wins", 9));
        ringId = ring.wire().install(1);
        assertEquals(CsError.OK, pollInSync(ringId));
        ring.wire().run();
        ring.expect("yes 4 4 2 3", 1);
        ring.pass(1000).expect("no 4 4 1 3", 1);
        assertEquals(CsError.OK, poll(1, "disk", false, ringId));
        ring.expect("no 4 4 1 3", 1);
    }

    @Test
    void shouldLetANewcomerLearnTheName() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        ring.start(2);
        form(1);
        form(1, 2);
        assertEquals("disk", knownName(2));
        assertEquals(CsError.EXIST, register(2, "other"));
    }

    @Test
    void shouldRegisterADeviceWithoutVotesWhenNoneIsConfigured() {
        whole(2, Map.of());
        assertEquals(CsError.OK, register(1, "disk"));
        assertEquals(CsError.OK, poll(1, "disk", true, ringId));
        ring.expect("yes 2 2 2 2", 1, 2);
    }

    @Test
    void shouldGiveTheDeviceAVoteLessThanThereAreNodesWhenItsVotesAreNotConfigured() {
        whole(3, Map.of("device.model", text("net")));
        ring.expect("yes 5 5 3 3", 1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({"expected_votes, 3, '', 0", "device.votes, 3, expected_votes, 4"})
    void shouldRefuseToStartWhenTheVotesMakeNoSense(final String key, final int value, final String key2, final int value2) {
        final Map<String, Value> options = new HashMap<>(Map.of("device.model", text("net"), key, u32(value)));
        if (!key2.isEmpty()) {
            options.put(key2, u32(value2));
        }
        assertThrows(ServiceStartException.class, () -> VoteRing.of(3, options).start(1));
    }

    @Test
    void shouldNotOperateWhenTwoNodeComesAtRunTime() {
        whole(2, ONE_VOTE);
        ring.node(1).config().put("quorum.two_node", on());
        ring.wire().run();
        assertEquals(CsError.ACCESS, register(1, "disk"));
        assertEquals(CsError.ACCESS, poll(1, "disk", true, ringId));
        assertEquals(0, ring.node(1).config().getU8("runtime.votequorum.qdevice_can_operate", 9));
        assertTrue((ring.flags(1) & VoteQuorumMessages.INFO_FLAG_TWO_NODE) != 0);
    }

    @Test
    void shouldKeepTheDeviceWhenItIsRegisteredBeforeTwoNodeComes() {
        whole(2, ONE_VOTE);
        register(1, "disk");
        ring.node(1).config().put("quorum.two_node", on());
        ring.wire().run();
        assertEquals(CsError.OK, poll(1, "disk", true, ringId));
        assertFalse((ring.flags(1) & VoteQuorumMessages.INFO_FLAG_TWO_NODE) != 0);
    }
}
