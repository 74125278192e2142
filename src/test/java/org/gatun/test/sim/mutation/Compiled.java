package org.gatun.test.sim.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles one source file against the class path, into memory. */
final class Compiled {
    private Compiled() {
    }

    /** The classes by binary name; {@link AssertionError} if the source is wrong. */
    static Map<String, byte[]> classes(final String className, final String source) {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final Map<String, ByteArrayOutputStream> written = new HashMap<>();
        final StringWriter messages = new StringWriter();
        final boolean done;
        try (JavaFileManager files = new InMemory(compiler.getStandardFileManager(null, null, null), written)) {
            done = compiler.getTask(messages, files, null, List.of("-proc:none", "-classpath", System.getProperty("java.class.path")), null,
                List.of(new Source(className, source))).call();
        } catch (final IOException e) {
            throw new AssertionError(className, e);
        }
        if (!done) {
            throw new AssertionError(className + " does not compile: " + messages);
        }
        final Map<String, byte[]> classes = new HashMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static URI uri(final String className, final JavaFileObject.Kind kind) {
        return URI.create("memory:///" + className.replace('.', '/') + kind.extension);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(final String className, final String text) {
            super(uri(className, Kind.SOURCE), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written;

        InMemory(final JavaFileManager files, final Map<String, ByteArrayOutputStream> written) {
            super(files);
            this.written = written;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(final Location location, final String className, final JavaFileObject.Kind kind,
            final FileObject sibling) {
            return new SimpleJavaFileObject(uri(className, kind), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(className, name -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
