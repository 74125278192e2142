package org.gatun.client;

/**
 * What a supervisor does when a program that was started fails. Immutable; any thread.
 *
 * @param isRestart  it runs the program again; otherwise it ends with it
 * @param isQuorum   starting waits until the partition is quorate, and losing quorum is a failure
 * @param isReported the program's state is kept in the map of the engine, under {@code resources.process.PID.} with the pid of the
 *                   supervisor
 */
public record SamPolicy(boolean isRestart, boolean isQuorum, boolean isReported) {
    /** The supervisor ends with the program. */
    public static final SamPolicy QUIT = new SamPolicy(false, false, false);
    /** The supervisor runs the program again. */
    public static final SamPolicy RESTART = new SamPolicy(true, false, false);

    private static final int QUIT_NUMBER = 1;
    private static final int RESTART_NUMBER = 2;
    private static final int QUORUM_FLAG = 8;
    private static final int CMAP_FLAG = 16;

    /** This policy with {@link #isQuorum}. */
    public SamPolicy withQuorum() {
        return new SamPolicy(isRestart, true, isReported);
    }

    /** This policy with {@link #isReported}. */
    public SamPolicy withCmap() {
        return new SamPolicy(isRestart, isQuorum, true);
    }

    /** The number of {@code sam_recovery_policy_t}. */
    public int number() {
        return (isRestart ? RESTART_NUMBER : QUIT_NUMBER) | (isQuorum ? QUORUM_FLAG : 0) | (isReported ? CMAP_FLAG : 0);
    }

    /** The policy of a number, {@code null} if there is none. */
    public static SamPolicy of(final int number) {
        final SamPolicy policy =
            new SamPolicy((number & RESTART_NUMBER) != 0, (number & QUORUM_FLAG) != 0, (number & CMAP_FLAG) != 0);
        return policy.number() == number ? policy : null;
    }
}
