package org.gatun.engine.service.cfg;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.service.EngineControl.CryptoPhase;
import org.gatun.engine.service.Timers;

/**
 * The end of a change of crypto settings: the old ones are forgotten when every member has said that it uses the new ones, at the latest
 * after a while. The C engine does so as soon as its own second message is back, and then cannot open what a node sends that has missed a
 * message and is not as far. On the services' thread.
 */
final class CryptoChange {
    private static final long PATIENCE_NS = 10_000_000_000L;

    private final EngineControl control;
    private final Supplier<Collection<Integer>> members;
    private final Timers.Timer timer;
    private final Set<Integer> changed = new HashSet<>();
    private final int self;
    private boolean running;
    private boolean active;

    /** @param members the nodes of the ring, this one among them */
    CryptoChange(final EngineControl control, final Timers timers, final int self, final Supplier<Collection<Integer>> members) {
        this.control = control;
        this.members = members;
        this.timer = timers.create(this::cleanUp);
        this.self = self;
    }

    /** This node has loaded new settings. */
    void begin() {
        timer.cancel();
        changed.clear();
        running = true;
        active = false;
    }

    /**
     * A member is about to use its new settings, which it says after all of them were told to load theirs: this node uses its own from
     * now on. The C engine waits for its own message, and forgets the old settings a rotation later.
     */
    void activate() {
        if (running && !active) {
            active = true;
            control.switchCrypto(CryptoPhase.ACTIVATE);
        }
    }

    /** A member uses its new settings. */
    void changed(final int nodeId) {
        if (!running) {
            return;
        }
        changed.add(nodeId);
        if (changed.contains(self)) {
            if (changed.containsAll(members.get())) {
                cleanUp();
            } else if (!timer.isRunning()) {
                timer.start(PATIENCE_NS);
            }
        }
    }

    private void cleanUp() {
        timer.cancel();
        running = false;
        control.switchCrypto(CryptoPhase.CLEAN_UP);
    }
}
