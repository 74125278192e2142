package org.gatun.ipc;

/**
 * Makes faults in shared memory arrive where they are expected. When the other process has cut a mapped file, the VM turns the access
 * into an {@link InternalError}; in compiled code it does so only at the thread's next check for such things, which may lie
 * behind the {@code try} block of the access. Stateless; any thread.
 */
final class MappedFaults {
    private static final Object NOTHING = new Object();

    private MappedFaults() {
    }

    /**
     * The last call of every {@code try} block with accesses to shared memory: throws the error of one of them, if there is any. The
     * return from a native method is such a check of the VM.
     */
    static void settle() {
        Thread.holdsLock(NOTHING);
    }
}
