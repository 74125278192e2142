package org.gatun.test.evs;

import java.util.Arrays;
import org.gatun.engine.totem.RingId;

/** What happens at one process of a ring. Sequence numbers are unsigned and wrap. */
public sealed interface Event {
    /** A configuration is installed; members ascending. */
    record Configured(ConfigId id, int[] members) implements Event {
        @Override
        public String toString() {
            return "conf " + id + ' ' + Arrays.toString(members);
        }
    }

    /** A message got its sequence number. */
    record Sent(MessageId message, ConfigId in, int seq, boolean safe, int hash) implements Event {
        @Override
        public String toString() {
            return "send " + message + " in " + in + " seq " + Integer.toUnsignedString(seq) + (safe ? " safe" : "");
        }
    }

    /** A message was handed up. */
    record Delivered(MessageId message, ConfigId in, int seq, int hash) implements Event {
        @Override
        public String toString() {
            return "dlv " + message + " in " + in + " seq " + Integer.toUnsignedString(seq);
        }
    }

    /** A frame that somebody had sent before goes out once more. */
    record Repeated(MessageId message, int seq, int hash) implements Event {
    }

    /** A token was accepted. */
    record TokenTaken(RingId ring, int tokenSeq, int seq, int aru) implements Event {
    }

    /** A token was passed on. {@code requests}: what this process asks for in addition, with its own aru. */
    record TokenPassed(RingId ring, int tokenSeq, int seq, int aru, int myAru, int[] requests) implements Event {
    }

    /** The process failed; written by whoever killed it. */
    record Failed(ConfigId in) implements Event {
        @Override
        public String toString() {
            return "fail in " + in;
        }
    }

    /** The process thinks that its members are the primary component, or not. */
    record Quorum(boolean quorate, int[] members) implements Event {
        @Override
        public String toString() {
            return (quorate ? "quorate " : "not quorate ") + Arrays.toString(members);
        }
    }
}
