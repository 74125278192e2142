package org.gatun.engine.config;

import java.util.Arrays;

/**
 * How knet packets are protected. Immutable. The key is never shown.
 */
public final class CryptoSettings {
    private final String model;
    private final String cipher;
    private final String hash;
    private final byte[] key;

    CryptoSettings(final String model, final String cipher, final String hash, final byte[] key) {
        this.model = model;
        this.cipher = cipher;
        this.hash = hash;
        this.key = key.clone();
    }

    /** {@code nss} or {@code openssl}. */
    public String model() {
        return model;
    }

    /** {@code none}, {@code aes256}, {@code aes192} or {@code aes128}. */
    public String cipher() {
        return cipher;
    }

    /** {@code none}, {@code md5}, {@code sha1}, {@code sha256}, {@code sha384} or {@code sha512}. */
    public String hash() {
        return hash;
    }

    /** A copy of the 128..4096 bytes of the key; empty if neither cipher nor hash is used. */
    public byte[] key() {
        return key.clone();
    }

    /** True if packets are at least authenticated. */
    public boolean isEnabled() {
        return !cipher.equals("none") || !hash.equals("none");
    }

    /** Whether these are the same settings and the same key. */
    public boolean isSameAs(final CryptoSettings other) {
        return model.equals(other.model) && cipher.equals(other.cipher) && hash.equals(other.hash) && Arrays.equals(key, other.key);
    }

    @Override
    public String toString() {
        return "CryptoSettings[model=" + model + ", cipher=" + cipher + ", hash=" + hash + ", key of " + key.length + " bytes]";
    }
}
