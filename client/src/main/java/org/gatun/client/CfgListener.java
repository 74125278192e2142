package org.gatun.client;

import org.gatun.ipc.message.CsError;

/**
 * What the configuration service tells a tracker. Called inside {@link Cfg#dispatch}; may call every other method but
 * {@code close}.
 */
public interface CfgListener {
    /**
     * Somebody asks to shut the engine down: to be answered with {@link Cfg#replyToShutdown}, from here or later.
     *
     * @param error OK; TIMEOUT = this tracker has not answered in time and counts as a no
     */
    void shutdownAsked(CfgShutdown kind, CsError error);
}
