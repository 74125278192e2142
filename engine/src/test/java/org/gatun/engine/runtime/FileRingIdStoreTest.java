package org.gatun.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileRingIdStoreTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCreateTheFileWithZeroWhenThereIsNone() throws IOException {
        assertEquals(0, new FileRingIdStore(directory, 1).load());
        assertArrayEquals(new byte[8], Files.readAllBytes(directory.resolve("ringid_1")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ringid_1"))));
    }

    @Test
    void shouldReadTheBytesThatCorosyncWrote() throws IOException {
        Files.write(directory.resolve("ringid_2"), new byte[] {0x33, 0, 0, 0, 0, 0, 0, 0});
        assertEquals(0x33, new FileRingIdStore(directory, 2).load());
    }

    @Test
    void shouldLoadWhatWasStored() {
        new FileRingIdStore(directory, -1).store(0x1234_5678_9abcL);
        assertEquals(0x1234_5678_9abcL, new FileRingIdStore(directory, -1).load());
    }

    @Test
    void shouldTreatAShortFileAsNone() throws IOException {
        Files.write(directory.resolve("ringid_3"), new byte[] {1, 2, 3});
        assertEquals(0, new FileRingIdStore(directory, 3).load());
    }

    @Test
    void shouldNameTheFileWhenItCannotBeStored() {
        final FileRingIdStore store = new FileRingIdStore(directory.resolve("missing"), 4);
        assertEquals(true, assertThrows(UncheckedIOException.class, () -> store.store(1)).getMessage().contains("ringid_4"));
    }
}
