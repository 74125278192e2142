package org.gatun.natives.knet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The models of the installed libknet, which Debian builds with all. */
class KnetModelsTest {
    @Test
    void shouldListCryptoModels() {
        assertEquals(List.of("nss", "openssl"), KnetModels.crypto().stream().sorted().toList());
    }

    @Test
    void shouldListCompressionModels() {
        assertTrue(KnetModels.compression().containsAll(List.of("zlib", "lz4", "lzma", "bzip2", "zstd")), () -> "" + KnetModels.compression());
    }
}
