package org.gatun.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The numbers of users and groups, from files in the form of {@code passwd} and {@code group}. One thread. */
final class Accounts {
    private final Path users;
    private final Path groups;

    Accounts(final Path users, final Path groups) {
        this.users = users;
        this.groups = groups;
    }

    static Accounts ofSystem() {
        return new Accounts(Path.of("/etc/passwd"), Path.of("/etc/group"));
    }

    /** The number of a user given by name or number, -1 if there is none. */
    long user(final String text) {
        return find(users, text);
    }

    /** The number of a group given by name or number, -1 if there is none. */
    long group(final String text) {
        return find(groups, text);
    }

    private static long find(final Path file, final String text) {
        final long number = Numbers.parse(text, 0, 0xffff_fffeL, -1);
        if (number >= 0 || text.isEmpty()) {
            return number;
        }
        final String content;
        try {
            content = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (final IOException e) {
            return -1;
        }
        for (final String line : content.split("\n")) {
            final String[] fields = line.split(":", -1);
            if (fields.length > 2 && fields[0].equals(text)) {
                return Numbers.parse(fields[2], 0, 0xffff_fffeL, -1);
            }
        }
        return -1;
    }
}
