package org.gatun.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the crypto keys of the {@code totem} section, and the key itself where one is needed. */
final class CryptoReader {
    /** Used when neither {@code keyfile} nor {@code key} is configured. */
    static final Path DEFAULT_KEY_FILE = Path.of("/etc/corosync/authkey");

    private static final int KEY_LENGTH_MIN = 128;
    private static final int KEY_LENGTH_MAX = 4096;

    private CryptoReader() {
    }

    static CryptoSettings read(final ConfigFile file) throws ConfigurationException {
        final ConfigMap keys = file.keys();
        final boolean secauth = "on".equals(keys.getString("totem.secauth"));
        final String cipher = orElse(keys.getString("totem.crypto_cipher"), secauth ? "aes256" : "none");
        final String hash = orElse(keys.getString("totem.crypto_hash"), secauth ? "sha256" : "none");
        if (!cipher.equals("none") && hash.equals("none")) {
            throw file.refuse("totem.crypto_cipher", "a cipher needs a crypto_hash other than none");
        }
        final boolean enabled = !hash.equals("none");
        return new CryptoSettings(orElse(keys.getString("totem.crypto_model"), "nss"), cipher, hash,
            enabled ? key(file) : new byte[0]);
    }

    private static byte[] key(final ConfigFile file) throws ConfigurationException {
        final Value inline = file.keys().get("totem.key");
        if (inline == null || file.keys().getString("totem.keyfile") != null) {
            return keyFromFile(file, "totem.keyfile");
        }
        // Its terminating zero byte is part of the key, as in corosync.
        if (inline.length() < KEY_LENGTH_MIN || inline.length() > KEY_LENGTH_MAX) {
            throw file.refuse("totem.key", "must have " + (KEY_LENGTH_MIN - 1) + " to " + (KEY_LENGTH_MAX - 1)
                + " characters, but has " + (inline.length() - 1));
        }
        return inline.toBytes();
    }

    private static byte[] keyFromFile(final ConfigFile file, final String key) throws ConfigurationException {
        final Path path = file.path(key, DEFAULT_KEY_FILE);
        final byte[] bytes = new byte[KEY_LENGTH_MAX];
        final int length;
        try (InputStream stream = Files.newInputStream(path)) {
            length = stream.readNBytes(bytes, 0, bytes.length);
        } catch (final IOException e) {
            throw file.refuse(key, "cannot open " + path + ": " + ConfigGrammar.reason(e));
        }
        if (length < KEY_LENGTH_MIN) {
            throw file.refuse(key, path + " holds " + length * 8 + " bits only, but at least " + KEY_LENGTH_MIN * 8 + " are needed");
        }
        return Arrays.copyOf(bytes, length);
    }

    private static String orElse(final String text, final String otherwise) {
        return text == null ? otherwise : text;
    }
}
