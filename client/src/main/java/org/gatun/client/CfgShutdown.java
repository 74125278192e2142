package org.gatun.client;

import org.gatun.ipc.message.CfgMessages;

/** How an engine is asked to shut down. */
public enum CfgShutdown {
    /** Only if all trackers agree. */
    REQUEST(CfgMessages.SHUTDOWN_REQUEST),
    /** After all trackers were asked, whatever they answer. */
    REGARDLESS(CfgMessages.SHUTDOWN_REGARDLESS),
    /** At once, asking nobody. */
    IMMEDIATE(CfgMessages.SHUTDOWN_IMMEDIATE);

    private static final CfgShutdown[] KINDS = values();

    private final int flags;

    CfgShutdown(final int flags) {
        this.flags = flags;
    }

    /** The number in messages. */
    public int flags() {
        return flags;
    }

    static CfgShutdown of(final int flags) {
        for (final CfgShutdown kind : KINDS) {
            if (kind.flags == flags) {
                return kind;
            }
        }
        return REQUEST;
    }
}
