package org.gatun.natives.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gatun.natives.knet.generated.LibKnet;
import org.gatun.natives.linux.CProbe;
import org.gatun.natives.nozzle.generated.LibNozzle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every constant, structure size and offset that jextract generated, against the headers of this machine. */
class GeneratedBindingsTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @TempDir
    Path directory;

    @Test
    void shouldHaveEverythingOfKnetAsTheHeaderHasIt() throws Exception {
        assertTrue(compare(LibKnet.class, "libknet.h") > 200);
    }

    @Test
    void shouldHaveEverythingOfNozzleAsTheHeaderHasIt() throws Exception {
        assertTrue(compare(LibNozzle.class, "libnozzle.h") > 8);
    }

    private int compare(final Class<?> bindings, final String header) throws Exception {
        final Map<String, Long> java = new TreeMap<>();
        final StringBuilder probe = new StringBuilder("#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <")
            .append(header).append(">\nint main(void)\n{\n");
        for (final Method method : bindings.getMethods()) {
            if (method.getParameterCount() == 0 && method.getName().matches("[A-Z][A-Z0-9_]+")) {
                add(java, probe, method.getName(), method.getName(), ((Number)method.invoke(null)).longValue());
            }
        }
        for (final String struct : structs(bindings)) {
            final Class<?> type = Class.forName(bindings.getPackageName() + "." + struct);
            final GroupLayout layout = (GroupLayout)type.getMethod("layout").invoke(null);
            add(java, probe, struct, "sizeof(struct " + struct + ")", layout.byteSize());
            for (final MemoryLayout member : layout.memberLayouts()) {
                if (member.name().isPresent()) {
                    final String field = member.name().get();
                    add(java, probe, struct + "." + field, "offsetof(struct " + struct + ", " + field + ")",
                        layout.byteOffset(MemoryLayout.PathElement.groupElement(field)));
                    add(java, probe, struct + "." + field + ".size", "sizeof(((struct " + struct + " *)0)->" + field + ")",
                        member.byteSize());
                }
            }
        }
        assertEquals(java, new TreeMap<>(CProbe.ask(directory, probe.append("    return 0;\n}\n").toString())));
        return java.size();
    }

    private static void add(final Map<String, Long> java, final StringBuilder probe, final String name, final String expression,
        final long value) {
        java.put(name, value);
        probe.append("    printf(\"").append(name).append(" %lld\\n\", (long long)(").append(expression).append("));\n");
    }

    private static List<String> structs(final Class<?> bindings) throws IOException {
        final List<String> structs = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES.resolve(bindings.getPackageName().replace('.', '/')))) {
            for (final Path file : files.sorted().toList()) {
                final String name = file.getFileName().toString().replace(".java", "");
                if (!name.contains("$") && !name.equals(bindings.getSimpleName())) {
                    structs.add(name);
                }
            }
        }
        return structs;
    }
}
