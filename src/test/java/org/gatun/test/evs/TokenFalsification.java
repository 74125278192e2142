package org.gatun.test.evs;

import static org.gatun.test.evs.TraceEditor.next;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.gatun.test.evs.TraceEditor.Event;

/** Falsified tokens, requests and windows. */
enum TokenFalsification implements Falsification {
    SENT_AFTER_THE_TOKEN(EnumSet.of(Property.HOLDER_NUMBERS), none(), (trace, choice) -> {
        final Event send = trace.any(choice, event -> event.is("send") && before(event, "pass", "fail", "conf", "gather") != null
                && next(event, 1, "dlv", "send", "pass").is("pass"));
        if (send == null) {
            return false;
        }
        send.move(next(send, 1, "pass").at() + 1);
        return true;
    }),
    NUMBER_LEFT_OUT(EnumSet.of(Property.HOLDER_NUMBERS), none(), (trace, choice) -> {
        final Event pass = trace.any(choice, event -> event.is("pass"));
        return pass != null && pass.set("seq", Long.toString(pass.seq() + 1)) != null;
    }),
    TWO_TOKENS(EnumSet.of(Property.HOLDER_NUMBERS), EnumSet.of(Property.WINDOWS), (trace, choice) -> {
        final Event token = trace.any(choice, event -> event.is("token") && other(trace, event) != null);
        return token != null && token.set("tseq", other(trace, token).get("tseq")) != null;
    }),
    TOKEN_TWICE(EnumSet.of(Property.TOKENS_GROW), EnumSet.of(Property.WINDOWS), (trace, choice) -> {
        final Event token = trace.any(choice, event -> event.is("token") && next(event, -1, "token") != null
                && next(event, -1, "token").get("ring").equals(event.get("ring")));
        return token != null && token.set("tseq", next(token, -1, "token").get("tseq")) != null;
    }),
    TOKEN_OF_A_RING_LEFT(EnumSet.of(Property.TOKENS_GROW), EnumSet.of(Property.STABLE, Property.HOLDER_NUMBERS), (trace, choice) -> {
        final Event token = trace.any(choice, event -> event.is("token") && next(event, -1, "token") != null
                && next(event, -1, "token").get("inc").equals(event.get("inc"))
                && !next(event, -1, "token").get("ring").equals(event.get("ring"))
                && next(event, 1, "send", "ask", "pass").is("pass"));
        if (token == null) {
            return false;
        }
        final String ring = next(token, -1, "token").get("ring");
        return token.copy(token.at() + 1).set("ring", ring) != null;
    }),
    ARU_ABOVE_SEQ(EnumSet.of(Property.STABLE), none(), (trace, choice) -> {
        final Event token = trace.any(choice, event -> event.is("token") || event.is("pass")
                && next(event, 1, "token", "discard", "fail") != null && !next(event, 1, "token", "discard", "fail").is("discard"));
        return token != null && token.set("aru", Long.toString(token.seq() + 1)) != null;
    }),
    FORGOTTEN_TOO_EARLY(EnumSet.of(Property.STABLE), none(), (trace, choice) -> {
        final Event discard = trace.any(choice, event -> event.is("discard"));
        return discard != null && discard.set("seq", Long.toString(discard.seq() + 1)) != null;
    }),
    ASKED_FOR_WHAT_IS_THERE(EnumSet.of(Property.REQUESTS), none(), (trace, choice) -> {
        final Event ask = trace.any(choice, event -> event.is("ask"));
        return ask != null && ask.set("seq", ask.get("aru")) != null;
    }),
    ASKED_FOR_WHAT_IS_NOT_SENT(EnumSet.of(Property.REQUESTS), none(), (trace, choice) -> {
        final Event ask = trace.any(choice, event -> event.is("ask"));
        return ask != null && ask.set("seq", Long.toString(next(ask, -1, "token").seq() + 1)) != null;
    }),
    ASKED_ON_ANOTHER_RING(EnumSet.of(Property.REQUESTS), none(), (trace, choice) -> {
        final Event ask = trace.any(choice, event -> event.is("ask"));
        return ask != null && ask.set("ring", "R:9.1") != null;
    }),
    VISIT_TOO_LONG(EnumSet.of(Property.WINDOWS), none(), (trace, choice) -> {
        final Event repeat = trace.any(choice, event -> event.is("repeat") && before(event, "pass", "conf") != null);
        for (int i = 0; repeat != null && i < 17; i++) {
            repeat.copy(repeat.at());
        }
        return repeat != null;
    }),
    ROTATION_TOO_LONG(EnumSet.of(Property.WINDOWS), none(), (trace, choice) -> {
        trace.all(event -> event.is("limits")).forEach(event -> event.set("window", "1"));
        return trace.all(event -> event.is("token")).size() > 12;
    }),
    SENT_BETWEEN(EnumSet.of(Property.NO_SEND_BETWEEN), EnumSet.of(Property.HOLDER_NUMBERS), (trace, choice) -> {
        final Event send = trace.any(choice, event -> event.is("send") && next(event, 1, "dlv", "gather", "fail", "send") != null
                && next(event, 1, "dlv", "gather", "fail", "send").is("gather"));
        if (send == null) {
            return false;
        }
        send.move(next(send, 1, "gather").at() + 1);
        return true;
    });

    private final Fault fault;

    TokenFalsification(final Set<Property> breaks, final Set<Property> mayBreak, final BiPredicate<TraceEditor, Random> change) {
        fault = new Fault(breaks, mayBreak, change);
    }

    @Override
    public Fault fault() {
        return fault;
    }

    /** A token of another process between one and the one before it. */
    private static Event other(final TraceEditor trace, final Event token) {
        final Event before = next(token, -1, "token");
        if (before == null || !before.get("ring").equals(token.get("ring"))) {
            return null;
        }
        return trace.all(event -> event.is("token") && event.process != token.process && event.get("ring").equals(token.get("ring"))
                && Long.parseLong(event.get("tseq")) > Long.parseLong(before.get("tseq"))
                && Long.parseLong(event.get("tseq")) < Long.parseLong(token.get("tseq"))).stream().findAny().orElse(null);
    }

    private static Set<Property> none() {
        return EnumSet.noneOf(Property.class);
    }

    /** The next event of a kind, if no event of the others comes before it. */
    private static Event before(final Event event, final String kind, final String... others) {
        final Event found = next(event, 1, kind);
        for (final String other : others) {
            final Event earlier = next(event, 1, other);
            if (found != null && earlier != null && earlier.at() < found.at()) {
                return null;
            }
        }
        return found;
    }
}
