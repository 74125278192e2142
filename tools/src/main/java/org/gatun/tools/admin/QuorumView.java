package org.gatun.tools.admin;

import java.net.InetAddress;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatun.client.CsException;
import org.gatun.client.VoteQuorumInfo;
import org.gatun.client.VoteQuorumInfo.Flag;
import org.gatun.ipc.message.CsError;

/** The parts of {@code corosync-quorumtool}'s status, at one moment. One thread. */
final class QuorumView {
    /** How members are ordered. */
    enum Order {
        ADDRESS,
        NAME,
        NODE_ID
    }

    /** How it is shown. */
    record Style(boolean isHexadecimal, boolean isParsable, boolean isJson, boolean isNumeric, boolean isAll) {
    }

    private record Member(int nodeId, VoteQuorumInfo info, List<InetAddress> addresses, String name) {
    }

    private static final int LABEL_WIDTH = 18;
    private static final int COLUMN_WIDTH = 10;
    private static final String DEVICE_NAME_INDENT = " ".repeat(11);

    private final QuorumSource source;
    private final Output output;
    private final Style style;
    private final int localNodeId;
    private final List<Member> members = new ArrayList<>();
    private final VoteQuorumInfo local;

    QuorumView(final QuorumSource source, final Output output, final Order order, final Style style) throws CsException {
        this.source = source;
        this.output = output;
        this.style = style;
        source.refresh();
        localNodeId = source.localNodeId();
        local = source.votes() == null ? null : source.votes().info(0);
        final Map<Integer, String> names = source.names();
        for (final int nodeId : source.members()) {
            members.add(member(nodeId, names));
        }
        members.sort(switch (order) {
            case ADDRESS -> Comparator.comparing(m -> m.addresses().isEmpty() ? new byte[0] : m.addresses().getFirst().getAddress(),
                Arrays::compareUnsigned);
            case NAME -> Comparator.comparing(Member::name);
            case NODE_ID -> (a, b) -> Integer.compareUnsigned(a.nodeId(), b.nodeId());
        });
    }

    private Member member(final int nodeId, final Map<Integer, String> names) throws CsException {
        List<InetAddress> addresses;
        try {
            addresses = source.cfg().nodeAddresses(nodeId);
        } catch (final CsException e) {
            if (e.error() != CsError.NOT_EXIST) {
                throw e;
            }
            addresses = List.of();
        }
        return new Member(nodeId, source.votes() == null ? null : source.votes().info(nodeId), addresses,
            name(names.get(nodeId), addresses));
    }

    private String name(final String listed, final List<InetAddress> addresses) {
        if (listed != null && !style.isNumeric()) {
            return listed;
        }
        final List<InetAddress> shown = style.isAll() || addresses.isEmpty() ? addresses : addresses.subList(0, 1);
        return shown.stream().map(a -> style.isNumeric() ? a.getHostAddress() : a.getCanonicalHostName())
            .collect(Collectors.joining(", "));
    }

    /** Shows everything; answers whether the partition is quorate. */
    boolean printStatus() {
        if (style.isJson()) {
            output.line(json());
            return source.isQuorate();
        }
        output.line("Quorum information").line("------------------");
        label("Date:", DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT).format(ZonedDateTime.now()));
        label("Quorum provider:", source.hasProvider() ? source.provider() : "Not configured");
        label("Nodes:", String.valueOf(members.size()));
        label("Node ID:", style.isHexadecimal() ? hexadecimal(localNodeId) : Output.unsigned(localNodeId));
        label("Ring ID:", source.votes() == null ? Long.toHexString(source.ringId().sequence()) : source.ringId().toString());
        label("Quorate:", source.isQuorate() ? "Yes" : "No");
        if (local != null) {
            printVotes();
        }
        printMembers();
        return source.isQuorate();
    }

    private void label(final String label, final String value) {
        output.line(Output.left(label, LABEL_WIDTH) + value);
    }

    private void printVotes() {
        output.print("\n").line("Votequorum information").line("----------------------");
        label("Expected votes:", Output.unsigned(local.expectedVotes()));
        label("Highest expected:", Output.unsigned(local.highestExpected()));
        label("Total votes:", Output.unsigned(local.totalVotes()));
        label("Quorum:", Output.unsigned(local.quorum()) + (local.has(Flag.QUORATE) ? "  " : " Activity blocked"));
        label("Flags:", flags());
    }

    private String flags() {
        return flag(Flag.TWO_NODE, "2Node ") + flag(Flag.QUORATE, "Quorate ") + flag(Flag.WAIT_FOR_ALL, "WaitForAll ")
            + flag(Flag.LAST_MAN_STANDING, "LastManStanding ") + flag(Flag.AUTO_TIE_BREAKER, "AutoTieBreaker ")
            + flag(Flag.ALLOW_DOWNSCALE, "AllowDownscale ") + flag(Flag.QDEVICE_REGISTERED, "Qdevice ");
    }

    private String flag(final Flag flag, final String word) {
        return local.has(flag) ? word : "";
    }

    /** Shows the members, with an empty line before them. */
    void printMembers() {
        if (style.isJson()) {
            output.line(json());
            return;
        }
        final boolean hasDevice = local != null && local.has(Flag.QDEVICE_REGISTERED);
        final boolean hasDeviceColumn = local != null && (style.isParsable() || hasDevice);
        output.print("\n").line("Membership information").line("----------------------");
        output.line(column("Nodeid") + (local == null ? "" : column("Votes")) + (hasDeviceColumn ? column("Qdevice") : "")
            + "Name");
        for (final Member member : members) {
            output.line((style.isHexadecimal() ? hexadecimal(member.nodeId()) + " " : column(Output.unsigned(member.nodeId())))
                + (local == null ? "" : column(Output.unsigned(member.info().votes())))
                + (hasDeviceColumn ? column(device(member.info())) : "") + member.name()
                + (member.nodeId() == localNodeId ? " (local)" : ""));
        }
        if (hasDevice) {
            final boolean isCast = local.has(Flag.QDEVICE_CAST_VOTE);
            output.line((style.isHexadecimal() ? hexadecimal(0) + " " : column("0"))
                + column(isCast ? Output.unsigned(local.qdeviceVotes()) : "0") + DEVICE_NAME_INDENT + local.qdeviceName()
                + (isCast ? "" : " (votes " + Output.unsigned(local.qdeviceVotes()) + ")"));
        }
    }

    private static String column(final String text) {
        return Output.right(text, COLUMN_WIDTH) + " ";
    }

    private static String device(final VoteQuorumInfo info) {
        if (!info.has(Flag.QDEVICE_REGISTERED)) {
            return "NR";
        }
        return (info.has(Flag.QDEVICE_ALIVE) ? "A" : "NA") + (info.has(Flag.QDEVICE_CAST_VOTE) ? ",V" : ",NV")
            + (info.has(Flag.QDEVICE_MASTER_WINS) ? ",MW" : ",NMW");
    }

    private static String hexadecimal(final int nodeId) {
        final String digits = Integer.toHexString(nodeId);
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }

    private String json() {
        final Json json = new Json().object().field("provider", source.hasProvider() ? source.provider() : "")
            .field("localNodeId", Integer.toUnsignedLong(localNodeId)).field("ringId", source.ringId().toString())
            .field("quorate", source.isQuorate());
        if (local != null) {
            json.field("expectedVotes", local.expectedVotes()).field("highestExpected", local.highestExpected())
                .field("totalVotes", local.totalVotes()).field("quorum", local.quorum()).name("flags").array();
            for (final Flag flag : Flag.values()) {
                if (local.has(flag)) {
                    json.value(flag.name());
                }
            }
            json.endArray().field("qdeviceName", local.qdeviceName()).field("qdeviceVotes", local.qdeviceVotes());
        }
        json.name("members").array();
        for (final Member member : members) {
            json.object().field("nodeId", Integer.toUnsignedLong(member.nodeId())).field("name", member.name())
                .field("local", member.nodeId() == localNodeId);
            if (member.info() != null) {
                json.field("votes", member.info().votes());
            }
            json.endObject();
        }
        return json.endArray().endObject().toString();
    }
}
