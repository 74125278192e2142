package org.gatun.test.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gatun.test.hosts.Commands;
import org.gatun.test.hosts.Layout;
import org.gatun.test.hosts.Requirement;

/** The project's own C programs against the C client libraries; those of {@code src/test/c} are built once in each JVM. */
public final class CPrograms {
    private static Path apiDriver;
    private static Path cpgRecorder;
    private static Path crowd;
    private static Path garbage;
    private static Path ipcAbuse;
    private static Path observer;
    private static Path voteDevice;

    private CPrograms() {
    }

    /** The client of {@code api/}, with all libraries. */
    public static synchronized Path apiDriver() {
        if (apiDriver == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBCFG, Requirement.LIBCMAP, Requirement.LIBCPG, Requirement.LIBQUORUM,
                Requirement.LIBSAM, Requirement.LIBVOTEQUORUM);
            final List<Path> sources = Stream.of("main", "cfg", "cmap", "cpg", "quorum", "sam", "votequorum")
                .map(name -> Layout.cSources().resolve("api/" + name + ".c")).toList();
            apiDriver = build("apidriver", sources, "-lcfg", "-lcmap", "-lcpg", "-lquorum", "-lsam", "-lvotequorum");
        }
        return apiDriver;
    }

    static synchronized Path cpgRecorder() {
        if (cpgRecorder == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBCPG);
            cpgRecorder = build("cpgrecorder", "-lcpg", "-lpthread");
        }
        return cpgRecorder;
    }

    static synchronized Path crowd() {
        if (crowd == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBCFG, Requirement.LIBCMAP, Requirement.LIBCPG, Requirement.LIBQUORUM,
                Requirement.LIBVOTEQUORUM);
            crowd = build("crowd", "-lcfg", "-lcmap", "-lcpg", "-lquorum", "-lvotequorum");
        }
        return crowd;
    }

    static synchronized Path garbage() {
        if (garbage == null) {
            Requirement.require(Requirement.C_COMPILER);
            garbage = build("garbage");
        }
        return garbage;
    }

    /** The clients of {@code ipcabuse.c}. */
    public static synchronized Path ipcAbuse() {
        if (ipcAbuse == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBCPG, Requirement.LIBQUORUM);
            ipcAbuse = build("ipcabuse", "-lcpg", "-lquorum");
        }
        return ipcAbuse;
    }

    static synchronized Path observer() {
        if (observer == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBCPG, Requirement.LIBQUORUM);
            observer = build("observer", "-lcpg", "-lquorum");
        }
        return observer;
    }

    /** The quorum device of {@code votedevice.c}. */
    public static synchronized Path voteDevice() {
        if (voteDevice == null) {
            Requirement.require(Requirement.C_COMPILER, Requirement.LIBVOTEQUORUM);
            voteDevice = build("votedevice", "-lvotequorum");
        }
        return voteDevice;
    }

    /** Builds {@code source} against libcpg; returns the program. */
    public static Path buildLibcpgProgram(final Path source) {
        Requirement.require(Requirement.C_COMPILER, Requirement.LIBCPG);
        return build(source, "-lcpg");
    }

    private static Path build(final String name, final String... libraries) {
        return build(Layout.cSources().resolve(name + ".c"), libraries);
    }

    private static Path build(final Path source, final String... libraries) {
        return build(source.getFileName().toString().replaceFirst("[.]c$", ""), List.of(source), libraries);
    }

    private static Path build(final String name, final List<Path> sources, final String... libraries) {
        final Path program = Layout.work("c").resolve(name);
        final List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror",
            "-o", program.toString()));
        sources.forEach(source -> command.add(source.toString()));
        command.addAll(List.of(libraries));
        Commands.run(command, "").orThrow();
        return program;
    }
}
