package org.gatun.test.engines;

import java.nio.file.Path;
import org.gatun.test.hosts.Host;
import org.gatun.test.hosts.Requirement;

/** The kinds of engine, each with its letter in a mix. */
public enum EngineKind {
    /** C corosync, from the distribution's package. */
    COROSYNC('C', Requirement.C_COROSYNC),
    /** The engine of this checkout. */
    GATUN('G', Requirement.GATUN_IMAGE);

    private final char letter;
    private final Requirement requirement;

    EngineKind(final char letter, final Requirement requirement) {
        this.letter = letter;
        this.requirement = requirement;
    }

    /** The kind in a mix. */
    public char letter() {
        return letter;
    }

    Requirement requirement() {
        return requirement;
    }

    static EngineKind ofLetter(final char letter) {
        for (final EngineKind kind : values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no such kind of engine: letter=" + letter);
    }

    /** An engine, not started, on {@code host}, with an existing directory of its own. */
    public Engine create(final Host host, final Path configuration, final Path directory) {
        return switch (this) {
            case COROSYNC -> new CorosyncEngine(host, configuration, directory);
            case GATUN -> new GatunEngine(host, configuration, directory);
        };
    }
}
