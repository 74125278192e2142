package org.gatun.tools.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatun.client.Cmap;
import org.gatun.client.CmapType;
import org.gatun.client.CmapValue;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;

/** Changes of the map by {@code corosync-cmapctl}. One thread. */
final class CmapEdits {
    private final Cmap cmap;
    private final Output output;

    CmapEdits(final Cmap cmap, final Output output) {
        this.cmap = cmap;
        this.output = output;
    }

    /** @throws ToolFailure if the value is wrong or the key cannot be set */
    void set(final String key, final String type, final String value) {
        final CmapValue parsed = CmapText.parse(type, value);
        // The C tool cannot map an empty file, and has no value then.
        final boolean isNone = parsed.type() == CmapType.BINARY && parsed.bytes().length == 0;
        final CsError error = isNone ? CsError.INVALID_PARAM : cmap.set(key, parsed);
        if (error != CsError.OK) {
            throw new ToolFailure("Failed to set key " + key + ". Error " + error.symbol());
        }
    }

    private static String notDeleted(final String key, final CsError error) {
        return "Can't delete key " + key + ". Error " + error.symbol();
    }

    /** @throws ToolFailure if the key cannot be deleted */
    void delete(final String key) {
        final CsError error = cmap.delete(key);
        if (error != CsError.OK) {
            throw new ToolFailure(notDeleted(key, error));
        }
    }

    /** Reports those keys that cannot be deleted, and goes on. */
    void deletePrefix(final String prefix) throws CsException {
        for (final String key : cmap.keys(prefix)) {
            final CsError error = cmap.delete(key);
            if (error != CsError.OK) {
                output.error(notDeleted(key, error));
            }
        }
    }

    /**
     * Carries out the lines of a settings file; one that cannot be read is reported, no more.
     *
     * @throws ToolFailure at the first line that sets and cannot
     */
    void load(final String file) throws CsException {
        final String text;
        try {
            text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            output.error("Couldn't open file.: " + ToolFailure.reason(e));
            return;
        }
        for (final String line : text.split("[\r\n]+")) {
            final String setting = line.stripLeading();
            if (!setting.isEmpty() && setting.charAt(0) != '#') {
                load(setting.split(" +", 4));
            }
        }
    }

    private void load(final String[] words) throws CsException {
        final String key = words[0];
        if (key.startsWith("^^")) {
            deletePrefix(key.substring(2));
        } else if (key.startsWith("^")) {
            final CsError error = cmap.delete(key.substring(1));
            if (error != CsError.OK) {
                output.error(notDeleted(key.substring(1), error));
            }
        } else if (words.length < 3 || words[2].isEmpty()) {
            throw new ToolFailure("Both type and value for key " + key + " are required");
        } else {
            set(key, words[1], words[2]);
        }
    }
}
