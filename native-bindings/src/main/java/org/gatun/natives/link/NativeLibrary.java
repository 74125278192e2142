package org.gatun.natives.link;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/** A shared library that is found by its name and may be missing. Immutable. */
public final class NativeLibrary {
    private final String fileName;
    private final String packageName;
    private final String version;
    private final SymbolLookup symbols;

    private NativeLibrary(final String fileName, final String packageName, final String version, final SymbolLookup symbols) {
        this.fileName = fileName;
        this.packageName = packageName;
        this.version = version;
        this.symbols = symbols;
    }

    /**
     * Loads a library for the rest of the process.
     *
     * @param fileName as the dynamic linker knows it
     * @param packageName Debian's package that has it
     * @param version the oldest one that has all that is bound
     * @throws UnsatisfiedLinkError with a text that names the package, if it cannot be loaded
     */
    @SuppressWarnings("restricted")
    public static NativeLibrary load(final String fileName, final String packageName, final String version) {
        try {
            return new NativeLibrary(fileName, packageName, version, SymbolLookup.libraryLookup(fileName, Arena.global()));
        } catch (final IllegalArgumentException e) {
            final UnsatisfiedLinkError error = new UnsatisfiedLinkError("the library " + fileName
                + " cannot be loaded: install version " + version + " or later (Debian: apt install " + packageName + ")");
            error.initCause(e);
            throw error;
        }
    }

    /**
     * Links a function whose errno matters: the handle's first parameter is {@link ErrnoCapture#state()}.
     *
     * @param descriptor asked when the symbol is there: what jextract generates fails without a word where it is not
     * @throws UnsatisfiedLinkError if the library is too old for it
     */
    @SuppressWarnings("restricted")
    public MethodHandle withErrno(final String symbol, final Supplier<FunctionDescriptor> descriptor) {
        final MemorySegment address = symbols.find(symbol).orElseThrow(() -> new UnsatisfiedLinkError("the library " + fileName
            + " lacks " + symbol + ": install version " + version + " or later (Debian: apt install " + packageName + ")"));
        return Linker.nativeLinker().downcallHandle(address, descriptor.get(), ErrnoCapture.OPTION);
    }
}
