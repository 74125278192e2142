package org.gatun.test.sim;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the engines' log lines away from the tests of a class. */
public final class SilentEngines implements BeforeAllCallback, AfterAllCallback {
    private SimLog log;

    @Override
    public void beforeAll(final ExtensionContext context) {
        log = SimLog.off();
    }

    @Override
    public void afterAll(final ExtensionContext context) {
        log.close();
    }
}
