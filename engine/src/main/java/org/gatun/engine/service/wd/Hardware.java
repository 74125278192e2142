package org.gatun.engine.service.wd;

/** What the watchdog service does to the machine. On the services' thread. */
interface Hardware {
    /** An open watchdog device, which resets the machine when {@link #keepAlive} does not come in time. */
    interface Device {
        /** What it calls itself, empty if it does not say. */
        String identity();

        /** Whether its time-out can be set. */
        boolean hasTimeout();

        /** Its time-out in seconds, {@code otherwise} if it does not say. */
        int timeout(int otherwise);

        void setTimeout(int seconds);

        void enable();

        void keepAlive();

        /** Says that this end is meant, so that closing the device stops it; 0 or the negated errno. */
        int sayGoodbye();
    }

    boolean isWritable(String path);

    /** {@code null} if the device cannot be opened. Starts the time. */
    Device open(String path);

    /** Restarts the machine at once; returns only where that failed. */
    void reboot();

    /** Switches the machine off at once; returns only where that failed. */
    void powerOff();
}
