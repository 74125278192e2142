package org.gatun.engine.service.cfg;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.service.EngineControl.CryptoPhase;
import org.gatun.engine.service.Timers;

/**
 * A change of crypto settings, once this node has loaded the new ones: it seals with them when every member has said that it has loaded
 * them, and forgets the old ones when every member has said that it seals with the new ones. So each can open what any other sends at
 * every moment. A member that says nothing is waited for a while.
 *
 * <p>The C engine goes by its own messages alone: it seals with the new settings while others may still load them, and forgets the old
 * ones as soon as its second message is back. This node therefore uses the new ones at the latest when a member says that it does. On
 * the services' thread.
 */
final class CryptoChange {
    private static final long PATIENCE_NS = 10_000_000_000L;

    /** None is under way, all members load the new settings, all members use them. */
    private enum State { NONE, LOADING, USING }

    private final EngineControl control;
    private final Supplier<Collection<Integer>> members;
    private final Runnable tellOthers;
    private final Timers.Timer timer;
    private final Set<Integer> loaded = new HashSet<>();
    private final Set<Integer> changed = new HashSet<>();
    private State state = State.NONE;

    /**
     * @param members    the nodes of the ring, this one among them
     * @param tellOthers tells all members, this one too, that this node uses its new settings
     */
    CryptoChange(final EngineControl control, final Timers timers, final Supplier<Collection<Integer>> members, final Runnable tellOthers) {
        this.control = control;
        this.members = members;
        this.tellOthers = tellOthers;
        this.timer = timers.create(this::goOn);
    }

    /** This node has loaded new settings. */
    void begin() {
        loaded.clear();
        changed.clear();
        enter(State.LOADING);
    }

    /** A member has loaded its new settings. */
    void loaded(final int nodeId) {
        if (state == State.LOADING) {
            loaded.add(nodeId);
            if (loaded.containsAll(members.get())) {
                activate();
            }
        }
    }

    /** A member uses its new settings; if it is a C node, it knows no others now. */
    void changed(final int nodeId) {
        if (state == State.NONE) {
            return;
        }
        changed.add(nodeId);
        if (state == State.LOADING) {
            activate();
        }
        if (changed.containsAll(members.get())) {
            cleanUp();
        }
    }

    /** A member has said nothing for too long. */
    private void goOn() {
        if (state == State.LOADING) {
            activate();
        } else {
            cleanUp();
        }
    }

    private void activate() {
        enter(State.USING);
        control.switchCrypto(CryptoPhase.ACTIVATE);
        tellOthers.run();
    }

    private void cleanUp() {
        state = State.NONE;
        timer.cancel();
        control.switchCrypto(CryptoPhase.CLEAN_UP);
    }

    private void enter(final State next) {
        state = next;
        timer.start(PATIENCE_NS);
    }
}
