package org.gatun.test.sim;

/** Exceptions in few lines. */
final class Failures {
    private static final int FRAMES = 8;

    private Failures() {
    }

    static String describe(final Throwable e) {
        final StringBuilder text = new StringBuilder(e instanceof AssertionError && e.getMessage() != null ? e.getMessage() : e.toString());
        final StackTraceElement[] stack = e.getStackTrace();
        for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        return text.toString();
    }
}
