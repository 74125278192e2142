package org.gatun.test.sim.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Loads the engine, the simulator and the checker anew, with some classes in place of the engine's; all else is the parent's. */
final class MutatedEngine extends ClassLoader {
    private static final List<String> OWN = List.of("org.gatun.engine.", "org.gatun.test.sim.", "org.gatun.test.evs.");

    private final Map<String, byte[]> replaced;

    /** @param replaced classes by binary name; none for the engine as it is */
    MutatedEngine(final Map<String, byte[]> replaced) {
        super(MutatedEngine.class.getClassLoader());
        this.replaced = replaced;
    }

    /** Runs the simulator with this engine: from a seed to what it found, {@code null} if nothing. */
    @SuppressWarnings("unchecked")
    LongFunction<String> simulator() throws ReflectiveOperationException {
        return (LongFunction<String>)loadClass(SeedRun.class.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
        if (OWN.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            final Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            final byte[] bytes = bytes(name);
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] bytes(final String name) throws ClassNotFoundException {
        final byte[] other = replaced.get(name);
        if (other != null) {
            return other;
        }
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
