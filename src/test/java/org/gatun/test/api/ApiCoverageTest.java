package org.gatun.test.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatun.client.Cfg;
import org.gatun.client.Cmap;
import org.gatun.client.CmapTrack;
import org.gatun.client.Cpg;
import org.gatun.client.CpgBuffer;
import org.gatun.client.Quorum;
import org.gatun.client.Sam;
import org.gatun.client.VoteQuorum;
import org.gatun.test.api.ApiProcess.Library;
import org.gatun.test.hosts.Requirement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scripts of {@link ApiTest} leave no function of the C libraries out, and no method of the Java client. */
@Tag("interop")
class ApiCoverageTest {
    /** The headers, with what the names of their functions begin with. */
    private static final Map<String, String> HEADERS = Map.of("cfg", "corosync_cfg", "cmap", "cmap", "cpg", "cpg", "quorum", "quorum",
        "sam", "sam", "votequorum", "votequorum");
    private static final List<Class<?>> JAVA =
        List.of(Cfg.class, Cmap.class, CmapTrack.class, Cpg.class, CpgBuffer.class, Quorum.class, Sam.class, VoteQuorum.class);
    private static final List<Class<?>> JAVA_CALLS = List.of(Calls.class, CfgCalls.class, CmapCalls.class, CpgCalls.class,
        QuorumCalls.class, SamCalls.class, VoteQuorumCalls.class);
    /** A Java listener holds its own context; and libcpg tells one state of flow control, always. */
    private static final Set<String> WITHOUT_COUNTERPART = Set.of("cmap_context_get", "cmap_context_set", "cpg_context_get",
        "cpg_context_set", "cpg_flow_control_state_get", "quorum_context_get", "quorum_context_set", "votequorum_context_get",
        "votequorum_context_set");

    @BeforeEach
    void require() {
        Requirement.require(Requirement.C_COMPILER, Requirement.LIBCFG, Requirement.LIBCMAP, Requirement.LIBCPG, Requirement.LIBQUORUM,
            Requirement.LIBSAM, Requirement.LIBVOTEQUORUM);
    }

    private static Stream<ApiScript.Step> steps(final Library library) {
        return ApiScript.FILES.stream().flatMap(file -> ApiScript.read(file).stream()).flatMap(script -> script.steps().stream())
            .filter(step -> step.kind() != ApiScript.Kind.ACTION && (step.only() == null || step.only() == library));
    }

    /** The calls that scripts make with a library. */
    private static Set<String> made(final Library library) {
        return steps(library).map(step -> step.text().split(" ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> cCalls() {
        final Map<String, Set<String>> all = new TreeMap<>();
        HEADERS.keySet().forEach(name -> all.putAll(CSources.calls(name)));
        return all;
    }

    private static Set<String> functions() {
        final Set<String> functions = new TreeSet<>();
        HEADERS.forEach((header, prefix) -> functions.addAll(CSources.declared(header, prefix)));
        assertFalse(functions.isEmpty());
        return functions;
    }

    private static Set<String> without(final Set<String> all, final Set<String> some) {
        final Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** The functions that the C driver reaches by these calls. */
    private static Set<String> reached(final Set<String> calls) {
        final Map<String, Set<String>> all = cCalls();
        final Set<String> reached = new HashSet<>();
        calls.forEach(call -> reached.addAll(all.getOrDefault(call, Set.of())));
        return reached;
    }

    @Test
    void shouldCallEveryFunctionOfTheHeaders() {
        assertEquals(Set.of(), without(functions(), reached(made(Library.C))));
    }

    @Test
    void shouldCallTheCounterpartOfEveryFunction() {
        assertEquals(WITHOUT_COUNTERPART, without(functions(), reached(made(Library.JAVA))));
    }

    @Test
    void shouldMakeEveryCallThatADriverHas() {
        assertEquals(Set.of(), without(cCalls().keySet(), made(Library.C)));
        assertEquals(Set.of(), without(ApiDriver.names(), made(Library.JAVA)));
    }

    @Test
    void shouldCallEveryMethodOfTheJavaClient() {
        final Set<String> called = new HashSet<>();
        JAVA_CALLS.forEach(calls -> nested(calls).forEach(type -> called.addAll(callsOf(type))));
        final Set<String> methods = new TreeSet<>();
        for (final Class<?> type : JAVA) {
            for (final Method method : type.getDeclaredMethods()) {
                // Handles are closed by what all of them have in common.
                final boolean isClose = method.getName().equals("close") && called.contains("AutoCloseable.close");
                if (Modifier.isPublic(method.getModifiers()) && !method.isBridge() && !isClose) {
                    methods.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        assertEquals(Set.of(), without(methods, called));
    }

    private static Stream<Class<?>> nested(final Class<?> type) {
        return Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses()));
    }

    /** The methods that a class names, as {@code Class.method} without packages. */
    private static Set<String> callsOf(final Class<?> type) {
        final String name = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        final Set<String> names = new HashSet<>();
        try (InputStream in = type.getResourceAsStream(name)) {
            ClassFile.of().parse(in.readAllBytes()).constantPool().forEach(entry -> {
                if (entry instanceof final MemberRefEntry member) {
                    names.add(member.owner().name().stringValue().replaceFirst(".*/", "") + "." + member.name().stringValue());
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
