package org.gatun.tools.admin;

import java.util.Arrays;
import java.util.List;
import org.gatun.client.Cfg;
import org.gatun.client.Cpg;
import org.gatun.client.CpgProcess;
import org.gatun.client.CsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-cpgtool}: the process groups of the cluster and their members. */
@Command(name = "cpgtool", aliases = "corosync-cpgtool", description = "Shows process groups and their members.")
public final class CpgTool extends Tool {
    private static final int WIDTH = 10;

    @Option(names = "-d", paramLabel = "<delimiter>", description = "A character between fields, for other programs.")
    private String delimiter;

    @Option(names = "-e", description = "Show unprintable bytes of names as they are.")
    private boolean isRaw;

    @Option(names = "-n", description = "Show the names of groups only.")
    private boolean isNamesOnly;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    @Option(names = "-h", description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            decide(this::usage, 0);
        }
    }

    @Parameters(hidden = true, description = "Not used.")
    private List<String> ignored;

    @Override
    int run() throws CsException {
        if (delimiter != null && delimiter.length() > 1) {
            delimiter = delimiter.substring(0, 1);
        }
        final boolean isDelimited = delimiter != null && !delimiter.isEmpty();
        try (Cpg cpg = open()) {
            if (isJson) {
                json(isNamesOnly ? cpg.groups() : cpg.processes());
            } else if (isNamesOnly) {
                names(cpg.groups(), isDelimited);
            } else if (isDelimited) {
                rows(cpg.processes());
            } else {
                table(cpg.processes());
            }
        }
        return 0;
    }

    private static Cpg open() {
        try {
            return Cpg.open(endpoint(), (nodeId, pid, message, offset, length) -> { }, false);
        } catch (final CsException e) {
            throw new ToolFailure("Could not initialize corosync cpg API error " + ToolFailure.connection(e).code());
        }
    }

    private void name(final byte[] group) {
        if (isRaw) {
            output().print(group, group.length);
        } else {
            output().print(Escapes.escape(group, group.length));
        }
    }

    private void names(final List<CpgProcess> groups, final boolean isDelimited) {
        for (final CpgProcess group : groups) {
            name(group.group());
            output().print(isDelimited ? delimiter : "\n");
        }
        if (isDelimited) {
            output().print("\n");
        }
    }

    private void rows(final List<CpgProcess> processes) {
        output().line("GRP_NAME" + delimiter + "PID" + delimiter + "NODEID");
        for (final CpgProcess process : processes) {
            name(process.group());
            output().line(delimiter + process.pid() + delimiter + Output.unsigned(process.nodeId()));
        }
    }

    private void table(final List<CpgProcess> processes) throws CsException {
        output().line("Group Name\t" + Output.right("PID", WIDTH) + "\t" + Output.right("Node ID", WIDTH));
        if (processes.isEmpty()) {
            return;
        }
        byte[] group = null;
        try (Cfg cfg = Cfg.open(endpoint(), (kind, error) -> { })) {
            for (final CpgProcess process : processes) {
                if (!Arrays.equals(group, process.group())) {
                    group = process.group();
                    name(group);
                    output().print("\n");
                }
                output().line("\t\t" + Output.right(process.pid(), WIDTH) + "\t"
                    + Output.right(Output.unsigned(process.nodeId()), WIDTH) + " (" + Addresses.text(cfg, process.nodeId()) + ")");
            }
        }
    }

    private void json(final List<CpgProcess> processes) {
        final Json json = new Json().array();
        for (final CpgProcess process : processes) {
            json.object().field("group", Escapes.escape(process.group(), process.group().length));
            if (!isNamesOnly) {
                json.field("pid", process.pid()).field("nodeId", Integer.toUnsignedLong(process.nodeId()));
            }
            json.endObject();
        }
        output().line(json.endArray().toString());
    }
}
