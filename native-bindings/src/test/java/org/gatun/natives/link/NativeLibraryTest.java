package org.gatun.natives.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.FunctionDescriptor;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
    @Test
    void shouldNameThePackageWhenALibraryIsMissing() {
        final Error error = assertThrows(UnsatisfiedLinkError.class, () -> NativeLibrary.load("libnothere.so.1", "libnothere1", "1.25"));
        assertEquals("the library libnothere.so.1 cannot be loaded: install version 1.25 or later (Debian: apt install libnothere1)",
            error.getMessage());
    }

    @Test
    void shouldNameThePackageWhenALibraryIsTooOld() {
        final NativeLibrary library = NativeLibrary.load("libc.so.6", "libc6", "99");
        final Error error = assertThrows(UnsatisfiedLinkError.class, () -> library.withErrno("of_the_future", FunctionDescriptor::ofVoid));
        assertEquals("the library libc.so.6 lacks of_the_future: install version 99 or later (Debian: apt install libc6)",
            error.getMessage());
    }
}
