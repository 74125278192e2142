package org.gatun.natives.linux;

/**
 * The ioctl commands of a watchdog device ({@code linux/watchdog.h}), for {@link Files#ioctl}. The argument is a u32 unless said
 * otherwise.
 *
 * <p>{@code struct watchdog_info}: u32 options at 0 ({@code WDIOF_…}), u32 firmware version at 4, text of 32 bytes at 8.
 */
public final class Watchdog {
    /** Fills a {@code struct watchdog_info}. */
    public static final long WDIOC_GETSUPPORT = 0x80285700L;
    /** {@code WDIOS_…} bits. */
    public static final long WDIOC_SETOPTIONS = 0x80045704L;
    /** Puts the reset off; the argument is not used. */
    public static final long WDIOC_KEEPALIVE = 0x80045705L;
    /** Seconds; filled with what the device made of it. */
    public static final long WDIOC_SETTIMEOUT = 0xc0045706L;
    /** Seconds. */
    public static final long WDIOC_GETTIMEOUT = 0x80045707L;
    /** The time-out can be set. */
    public static final int WDIOF_SETTIMEOUT = 0x80;
    /** Switches the device on. */
    public static final int WDIOS_ENABLECARD = 2;
    /** Size of {@code struct watchdog_info}. */
    public static final int WATCHDOG_INFO_SIZE = 40;
    /** Its text. */
    public static final int IDENTITY = 8;
    /** Bytes of its text. */
    public static final int IDENTITY_LENGTH = 32;

    private Watchdog() {
    }
}
