package org.gatun.test.hosts;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.opentest4j.TestAbortedException;

/**
 * What a whole-system test needs of the machine. {@link #require} is the one place that decides what becomes of a test whose
 * machine lacks something: it is aborted with the names of what is missing, and fails when the environment says {@code CI=true}.
 */
public enum Requirement {
    ROOT("root rights", () -> "0".equals(Commands.run("id", "-u").output().strip())),
    NAMESPACES("network namespaces (package iproute2, and rights to make them)", Requirement::canMakeNamespace),
    TAP("TAP devices (/dev/net/tun)", () -> Files.isWritable(Path.of("/dev/net/tun"))),
    C_COROSYNC("C corosync (package corosync)", () -> isProgram("corosync") && isProgram("corosync-quorumtool")),
    C_NOTIFYD("C corosync-notifyd (package corosync-notifyd)", () -> isProgram("corosync-notifyd")),
    C_QDEVICE("C corosync-qdevice and corosync-qnetd (packages of these names)", () -> isProgram("corosync-qdevice") && isProgram("corosync-qnetd")),
    PACEMAKER("pacemaker (packages pacemaker, pacemaker-cli-utils)", () -> isProgram("pacemakerd") && isProgram("crm_mon")),
    C_COMPILER("a C compiler (package gcc)", () -> isProgram("gcc")),
    LIBCFG("libcfg headers (package libcfg-dev)", () -> Files.isReadable(Path.of("/usr/include/corosync/cfg.h"))),
    LIBCMAP("libcmap headers (package libcmap-dev)", () -> Files.isReadable(Path.of("/usr/include/corosync/cmap.h"))),
    LIBCPG("libcpg headers (package libcpg-dev)", () -> Files.isReadable(Path.of("/usr/include/corosync/cpg.h"))),
    LIBQUORUM("libquorum headers (package libquorum-dev)", () -> Files.isReadable(Path.of("/usr/include/corosync/quorum.h"))),
    LIBSAM("libsam headers (package libsam-dev)", () -> Files.isReadable(Path.of("/usr/include/corosync/sam.h"))),
    LIBVOTEQUORUM("libvotequorum headers (package libvotequorum-dev)",
        () -> Files.isReadable(Path.of("/usr/include/corosync/votequorum.h"))),
    SNMP_AND_DBUS("snmptrap, dbus-send and dbus-daemon (packages snmp, dbus)",
        () -> isProgram("snmptrap") && isProgram("dbus-send") && isProgram("dbus-monitor") && isProgram("dbus-daemon")),
    STRACE("strace (package strace)", () -> isProgram("strace")),
    UNSHARE("process namespaces (unshare of package util-linux)",
        () -> Commands.run("unshare", "--pid", "--fork", "--mount-proc", "true").isSuccess()),
    QB_BLACKBOX("qb-blackbox (package libqb-tools)", () -> isProgram("qb-blackbox")),
    SHARED_MEMORY("a gigabyte of room in /dev/shm", () -> new File("/dev/shm").getUsableSpace() >= 1L << 30),
    GATUN_IMAGE("the image of this checkout (" + Layout.gatund() + ")", () -> Files.isExecutable(Layout.gatund()));

    private final String description;
    private final BooleanSupplier probe;
    private Boolean met;

    Requirement(final String description, final BooleanSupplier probe) {
        this.description = description;
        this.probe = probe;
    }

    private synchronized boolean isMet() {
        if (met == null) {
            met = probe.getAsBoolean();
        }
        return met;
    }

    /** Returns when all are met; otherwise aborts the test, or fails it where {@code CI=true}. */
    public static void require(final Requirement... requirements) {
        final List<String> missing = new ArrayList<>();
        for (final Requirement requirement : requirements) {
            if (!requirement.isMet()) {
                missing.add(requirement + ": " + requirement.description);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        final String message = "this machine lacks " + String.join("; ", missing);
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        throw new TestAbortedException(message);
    }

    private static boolean isProgram(final String name) {
        return Commands.run("sh", "-c", "command -v " + name).isSuccess();
    }

    private static boolean canMakeNamespace() {
        if (!isProgram("ip")) {
            return false;
        }
        final String name = Namespaces.newName("probe");
        final boolean made = Commands.run("ip", "netns", "add", name).isSuccess();
        if (made) {
            Namespaces.remove(name);
        }
        return made;
    }
}
