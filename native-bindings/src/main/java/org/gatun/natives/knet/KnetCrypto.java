package org.gatun.natives.knet;

/**
 * How packets are protected: names as in {@code corosync.conf}.
 *
 * @param model {@code nss}, {@code openssl}, or {@code none}
 * @param key 128 to 4096 bytes; the owner's, who wipes it
 */
public record KnetCrypto(String model, String cipher, String hash, byte[] key) {
    /** Empties a slot. */
    public static final KnetCrypto NONE = new KnetCrypto("none", "none", "none", new byte[0]);

    @Override
    public String toString() {
        return "KnetCrypto[model=" + model + ", cipher=" + cipher + ", hash=" + hash + ']';
    }
}
