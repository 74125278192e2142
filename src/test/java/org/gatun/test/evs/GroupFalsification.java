package org.gatun.test.evs;

import static org.gatun.test.evs.TraceEditor.next;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.gatun.ipc.message.CpgMessages;
import org.gatun.test.evs.TraceEditor.Event;

/** Falsified views, reasons, messages and ring changes of clients. */
enum GroupFalsification implements Falsification {
    MEMBER_UNHEARD_OF(EnumSet.of(Property.C1), EnumSet.of(Property.C7), (trace, choice) -> changed(trace.any(choice, event -> event.is("view")
            && next(event, 1, "view") != null), event -> event.set("members", event.get("members") + ",99:1"))),
    MEMBER_TWICE(EnumSet.of(Property.C1), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("view")),
            event -> event.set("members", event.get("members") + ',' + event.members().get(event.members().size() - 1)))),
    MEMBERS_IN_ANOTHER_ORDER(EnumSet.of(Property.C1), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("view")
            && event.members().size() > 1), event -> event.set("members", String.join(",", event.members().reversed())))),
    LEFT_THAT_WAS_NO_MEMBER(EnumSet.of(Property.C1), EnumSet.of(Property.C2), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("view")
            && event.get("left").isEmpty() && next(event, -1, "view") != null),
            event -> event.set("left", "99:1/" + CpgMessages.REASON_NODE_DOWN))),
    LEFT_IN_ANOTHER_ORDER(EnumSet.of(Property.C1), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("view")
            && event.get("left").contains(",") && next(event, 1, "ringchange", "view") != null),
            event -> event.set("left", String.join(",", List.of(event.get("left").split(",")).reversed())))),
    LEFT_BY_A_CALL_NOBODY_MADE(EnumSet.of(Property.C2), none(), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("view") && event.get("left").endsWith("/" + CpgMessages.REASON_PROCESS_DOWN)),
            event -> event.set("left", event.get("left").replace("/" + CpgMessages.REASON_PROCESS_DOWN, "/" + CpgMessages.REASON_LEAVE)))),
    DOWN_BUT_ALIVE(EnumSet.of(Property.C2), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("view")
            && event.get("left").endsWith("/" + CpgMessages.REASON_NODE_DOWN) && lives(trace, event.get("left").split("[,/]")[0])),
            event -> event.set("left", event.get("left").replace("/" + CpgMessages.REASON_NODE_DOWN,
            "/" + CpgMessages.REASON_PROCESS_DOWN)))),
    NODE_DOWN_WITHOUT_RING_CHANGE(EnumSet.of(Property.C2), none(), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("view") && event.get("left").endsWith("/" + CpgMessages.REASON_LEAVE)
                    && next(event, 1, "got", "ringchange") != null && next(event, 1, "got", "ringchange").is("got")),
            event -> event.set("left", event.get("left").replace("/" + CpgMessages.REASON_LEAVE, "/" + CpgMessages.REASON_NODE_DOWN)))),
    JOINED_FOR_NO_REASON(EnumSet.of(Property.C2), none(), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("view") && event.get("joined").endsWith("/" + CpgMessages.REASON_JOIN)),
            event -> event.set("joined", event.get("joined").replace("/" + CpgMessages.REASON_JOIN, "/" + CpgMessages.REASON_UNDEFINED)))),
    AFTER_ITS_SENDER_LEFT(EnumSet.of(Property.C3), EnumSet.of(Property.C2, Property.C4, Property.C5), (trace, choice) -> {
        final Event view = trace.any(choice, event -> event.is("view") && !event.get("left").isEmpty()
                && before(event) != null && event.get("left").startsWith(before(event).get("m").split("\\.")[0] + '/')
                && next(event, 1, "view") != null);
        return changed(view == null ? null : before(view), event -> event.move(view.at() + 1));
    }),
    IN_ANOTHER_ORDER(EnumSet.of(Property.C4), none(), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("got") && event.at() + 1 < event.process.size() && event.process.get(event.at() + 1).is("got")
                    && trace.all(other -> other.is("got") && other.process != event.process && other.get("m").equals(event.get("m")))
                    .size() > 0),
            event -> event.move(event.at() + 2))),
    /** For the others the view comes first. */
    BEFORE_A_VIEW(EnumSet.of(Property.C4), EnumSet.of(Property.C3, Property.C5), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("got") && event.process.get(event.at() - 1).is("view")
                    && !event.process.get(event.at() - 1).get("joined").isEmpty()
                    && next(event.process.get(event.at() - 1), -1, "view") != null
                    && isSeenByAnother(trace, event.process.get(event.at() - 1))),
            event -> event.move(event.at() - 1))),
    ONE_MISSING(EnumSet.of(Property.C5), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("got")
            && !event.isOwn() && next(event, 1, "view") != null && isSeenByAnother(trace, next(event, 1, "view"))
            && next(event, -1, "view") != null && isSeenByAnother(trace, next(event, -1, "view"))
            && trace.all(other -> other.is("got") && other.process != event.process && other.get("m").equals(event.get("m"))
            && alike(next(other, -1, "view"), next(event, -1, "view")) && next(other, 1, "view") != null
            && alike(next(other, 1, "view"), next(event, 1, "view"))).size() > 0), Event::remove)),
    OWN_MESSAGE_LOST(EnumSet.of(Property.C6), EnumSet.of(Property.C5), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("got") && event.isOwn() && event.process.get(event.process.size() - 1).is("settled")), Event::remove)),
    CAME_TWICE(EnumSet.of(Property.C6), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("got")),
            event -> event.copy(event.at()))),
    NEVER_SENT(EnumSet.of(Property.C6), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("got") && !event.isOwn()),
            event -> trace.all(other -> other.is("accepted") && other.get("m").equals(event.get("m"))).forEach(Event::remove))),
    OTHER_BYTES(EnumSet.of(Property.C6), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("got")),
            event -> event.set("h", "1"))),
    /** One is told that no other node is in the ring, and their clients stay. */
    GHOST(EnumSet.of(Property.C7), EnumSet.of(Property.C2), (trace, choice) -> changed(trace.any(choice, event -> event.is("ringchange")
            && next(event, -1, "view") != null && next(event, -1, "view").members().stream()
            .anyMatch(member -> !member.startsWith(event.get("p").split(":")[0] + ':'))),
            event -> event.set("members", event.get("p").split(":")[0]))),
    GHOST_AT_THE_END(EnumSet.of(Property.C7), EnumSet.of(Property.C6), (trace, choice) -> changed(trace.any(choice,
            event -> event.is("settled") && trace.all(other -> other.is("settled")).size() > 1), event -> event.set("ev", "end"))),
    OLD_RING(EnumSet.of(Property.C8), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("ringchange")
            && next(event, -1, "ringchange") != null && next(event, 1, "ringchange") != null), event -> event.set("ring", "R:1.1"))),
    OTHER_RING_BY_QUORUM(EnumSet.of(Property.C8), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("quorumring")
            && next(event, 1, "quorumring") == null && next(event, 1, "settled") != null), event -> event.set("ring", "R:1.ffff"))),
    ACCEPTED_TOO_EARLY(EnumSet.of(Property.C9), none(), (trace, choice) -> changed(trace.any(choice, event -> event.is("accepted")),
            event -> event.set("sync", "1")));

    private final Fault fault;

    GroupFalsification(final Set<Property> breaks, final Set<Property> mayBreak, final BiPredicate<TraceEditor, Random> change) {
        fault = new Fault(breaks, mayBreak, change);
    }

    @Override
    public Fault fault() {
        return fault;
    }

    private static Set<Property> none() {
        return EnumSet.noneOf(Property.class);
    }

    private static boolean changed(final Event event, final Consumer<Event> how) {
        if (event != null) {
            how.accept(event);
        }
        return event != null;
    }

    /** The message right before a view, or null. */
    private static Event before(final Event view) {
        final Event before = next(view, -1, "got", "view");
        return before == null || before.is("view") ? null : before;
    }

    private static boolean lives(final TraceEditor trace, final String client) {
        return trace.all(event -> event.get("p").equals(client) && (event.is("fail") || event.is("end") || event.is("leave"))).isEmpty();
    }

    private static boolean alike(final Event view, final Event other) {
        return view != null && other != null && List.of("ring", "members", "left", "joined").stream()
                .allMatch(name -> view.get(name).equals(other.get(name)));
    }

    private static boolean isSeenByAnother(final TraceEditor trace, final Event view) {
        return trace.all(event -> event.is("view") && event.process != view.process && alike(event, view)).size() > 0;
    }
}
