package org.gatun.test.evs;

import static org.gatun.test.evs.TraceEditor.next;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.gatun.test.evs.TraceEditor.Event;

/** Falsified sends and deliveries. */
enum DeliveryFalsification implements Falsification {
    DELIVERED_BEFORE_IT_IS_SENT(EnumSet.of(Property.PARTIAL_ORDER), none(), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv") && event.isOwn()
                && next(event, -1, "dlv", "send", "conf").is("send") && next(event, -1, "send").get("m").equals(event.get("m")));
        return delivery != null && moved(delivery, next(delivery, -1, "send").at());
    }),
    SEND_DROPPED(EnumSet.of(Property.SENT), EnumSet.of(Property.HOLDER_NUMBERS), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv"));
        return dropped(delivery == null ? null : trace.sendOf(delivery));
    }),
    DELIVERED_ON_THE_NEXT_RING(EnumSet.of(Property.SENT), EnumSet.of(Property.FAILURE_ATOMICITY, Property.TOTAL_ORDER, Property.RELIABLE),
            (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> isLastOfRing(event) && nextRegular(event) != null);
        if (delivery == null) {
            return false;
        }
        final Event regular = nextRegular(delivery);
        delivery.set("c", regular.get("id"));
        return moved(delivery, regular.at() + 1);
    }),
    /** The other members cannot have sent it yet, and in its place there is a hole. */
    DELIVERED_BEFORE_THE_CHANGE(EnumSet.of(Property.SENT, Property.ONE_MOMENT, Property.NO_HOLES),
            EnumSet.of(Property.FAILURE_ATOMICITY, Property.NO_HOLES_BUT_DEPARTED, Property.CAUSAL_ORDER,
            Property.RELIABLE), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv") && event.isIn('R') && !event.isOwn()
                && next(event, -1, "dlv", "send", "conf").is("conf") && next(event, 1, "dlv", "conf", "fail") != null
                && next(event, 1, "dlv", "conf", "fail").is("dlv")
                && next(next(event, -1, "conf"), -1, "conf") != null);
        if (delivery == null) {
            return false;
        }
        final Event change = next(delivery, -1, "conf");
        delivery.set("c", next(change, -1, "conf").get("id"));
        return moved(delivery, change.at()) && !change.get("prev").equals("-");
    }),
    DELIVERED_TWICE(EnumSet.of(Property.ONCE), none(), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv"));
        return delivery != null && delivery.copy(delivery.at() + 1) != null;
    }),
    SENT_TWICE(EnumSet.of(Property.ONCE), EnumSet.of(Property.HOLDER_NUMBERS), (trace, choice) -> {
        final Event send = trace.any(choice, event -> event.is("send"));
        return send != null && send.copy(send.at() + 1) != null;
    }),
    SENT_BY_ANOTHER(EnumSet.of(Property.ONCE, Property.HOLDER_NUMBERS), EnumSet.of(Property.NO_SEND_BETWEEN), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv") && !event.isOwn() && event.isIn('R'));
        if (delivery == null) {
            return false;
        }
        delivery.copy(delivery.at() + 1).set("ev", "send").set("svc", "agreed");
        return true;
    }),
    SENT_IN_A_TRANSITIONAL_CONFIGURATION(EnumSet.of(Property.ONCE, Property.NO_SEND_BETWEEN),
            EnumSet.of(Property.HOLDER_NUMBERS, Property.FAILURE_ATOMICITY), (trace, choice) -> {
        final Event change = trace.any(choice, event -> event.is("conf") && event.get("id").charAt(0) == 'T' && !event.get("prev").equals("-")
                && next(event, 1, "conf", "fail").is("conf"));
        if (change == null) {
            return false;
        }
        final int end = next(change, 1, "conf").at();
        newMessage(trace, change, end, "dlv", change.get("id"));
        newMessage(trace, change, end, "send", change.get("id"));
        return true;
    }),
    OWN_MESSAGE_MISSING(EnumSet.of(Property.SELF_DELIVERY), EnumSet.of(Property.HOLDER_NUMBERS), (trace, choice) -> {
        final Event gather = trace.any(choice, event -> event.is("gather") && next(event, -1, "conf") != null
                && next(event, -1, "conf").get("inc").equals(event.get("inc")) && next(event, 1, "conf", "fail") != null
                && next(event, 1, "conf", "fail").is("conf") && next(next(event, 1, "conf"), 1, "conf", "fail").is("conf"));
        if (gather == null) {
            return false;
        }
        newMessage(trace, gather, gather.at(), "send", next(gather, -1, "conf").get("id"));
        return true;
    }),
    ONE_OF_TWO_MISSES_THE_LAST(EnumSet.of(Property.FAILURE_ATOMICITY), none(), (trace, choice) -> dropped(trace.any(choice,
            event -> isLastOfRing(event) && "agreed".equals(service(trace, event)) && next(event, 1, "conf", "fail") != null
                    && trace.all(other -> other != event && other.is("dlv") && other.get("m").equals(event.get("m"))
                    && other.get("c").equals(event.get("c")) && goesTo(other).equals(goesTo(event))
                    && !goesTo(event).isEmpty()).size() > 0))),
    SAFE_ONE_MISSING(EnumSet.of(Property.SAFE), EnumSet.of(Property.FAILURE_ATOMICITY), (trace, choice) -> dropped(trace.any(choice,
            event -> isLastOfRing(event) && "safe".equals(service(trace, event)) && nextRegular(event) != null
                    && trace.all(other -> other.process != event.process && other.is("dlv") && other.get("m").equals(event.get("m"))
                    && (other.isIn('R') || other.get("c").equals(event.get("c")))).size() > 0))),
    /** A member died before it installed the configuration: it has not delivered what is safe there, either. */
    SAFE_WHERE_ONE_NEVER_WAS(EnumSet.of(Property.SAFE, Property.SAFE_INSTALLED), none(), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv") && event.isIn('R') && hasAbsent(trace, event.get("c")));
        if (delivery == null || trace.sendOf(delivery) == null) {
            return false;
        }
        trace.sendOf(delivery).set("svc", "safe");
        return true;
    }),
    IDLE_BUT_ONE_MISSING(EnumSet.of(Property.RELIABLE), none(), (trace, choice) -> dropped(trace.any(choice, event -> isLastOfRing(event)
            && next(event, 1, "conf", "fail") == null && "agreed".equals(service(trace, event))))),
    /** The message that is missing was its sender's own. */
    DEPARTED_SENDERS_MESSAGE_AFTER_A_HOLE(EnumSet.of(Property.CAUSAL_ORDER), EnumSet.of(Property.SAFE, Property.NO_HOLES_BUT_DEPARTED),
            DeliveryFalsification::deliverAfterHole),
    SWAPPED(EnumSet.of(Property.TOTAL_ORDER, Property.RING_ORDER), EnumSet.of(Property.CAUSAL_ORDER), (trace, choice) -> {
        final Event first = trace.any(choice, event -> event.is("dlv") && event.at() + 1 < event.process.size()
                && event.process.get(event.at() + 1).is("dlv") && isDeliveredByAnother(trace, event)
                && trace.all(other -> other.process != event.process && other.is("dlv")
                && other.get("m").equals(event.process.get(event.at() + 1).get("m")) && isDeliveredBy(other.process, event)).size() > 0);
        return first != null && moved(first, first.at() + 2);
    }),
    HOLE(EnumSet.of(Property.NO_HOLES), EnumSet.of(Property.CAUSAL_ORDER, Property.FAILURE_ATOMICITY, Property.SAFE, Property.RELIABLE),
            (trace, choice) -> dropped(trace.any(choice, event -> event.is("dlv") && !event.isOwn() && event.isIn('R')
            && next(event, 1, "dlv") != null && next(event, 1, "dlv").get("c").equals(event.get("c"))))),
    /** Departed senders may leave holes; members may not. */
    HOLE_OF_A_MEMBER(EnumSet.of(Property.NO_HOLES_BUT_DEPARTED), EnumSet.of(Property.SAFE), (trace, choice) -> {
        final Event later = trace.any(choice, event -> event.is("dlv") && event.isIn('T') && !holes(trace, event).isEmpty());
        if (later == null) {
            return false;
        }
        final Event hole = holes(trace, later).get(0);
        trace.all(event -> event.is("conf") && event.get("id").equals(later.get("c")))
                .forEach(event -> event.set("members", event.get("members") + ',' + hole.get("p")));
        return true;
    }),
    OTHER_BYTES(EnumSet.of(Property.ONE_MESSAGE_A_NUMBER), none(), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv") || event.is("repeat"));
        return delivery != null && delivery.set("h", "1") != null;
    }),
    OTHER_NUMBER(EnumSet.of(Property.ONE_MESSAGE_A_NUMBER), none(), (trace, choice) -> {
        final Event delivery = trace.any(choice, event -> event.is("dlv"));
        return delivery != null && delivery.set("seq", Long.toString(delivery.seq() + 1)) != null;
    });

    private final Fault fault;

    DeliveryFalsification(final Set<Property> breaks, final Set<Property> mayBreak, final BiPredicate<TraceEditor, Random> change) {
        fault = new Fault(breaks, mayBreak, change);
    }

    @Override
    public Fault fault() {
        return fault;
    }

    private static Set<Property> none() {
        return EnumSet.noneOf(Property.class);
    }

    private static boolean moved(final Event event, final int at) {
        event.move(at);
        return true;
    }

    private static boolean dropped(final Event event) {
        if (event != null) {
            event.remove();
        }
        return event != null;
    }

    /** A delivery of another's message, after which the process delivers nothing of the ring. */
    private static boolean isLastOfRing(final Event event) {
        return event.is("dlv") && !event.isOwn() && (next(event, 1, "dlv") == null || !next(event, 1, "dlv").ring().equals(event.ring()));
    }

    private static Event nextRegular(final Event event) {
        Event change = next(event, 1, "conf", "fail");
        while (change != null && change.is("conf") && change.get("id").charAt(0) == 'T') {
            change = next(change, 1, "conf", "fail");
        }
        return change == null || change.is("fail") ? null : change;
    }

    private static String goesTo(final Event event) {
        final Event change = next(event, 1, "conf", "fail");
        return change == null || change.is("fail") ? "" : change.get("id");
    }

    private static String service(final TraceEditor trace, final Event delivery) {
        final Event send = trace.sendOf(delivery);
        return send == null ? "" : send.get("svc");
    }

    private static boolean isDeliveredBy(final List<Event> process, final Event delivery) {
        return process.stream().anyMatch(event -> event.is("dlv") && event.get("m").equals(delivery.get("m")));
    }

    private static boolean isDeliveredByAnother(final TraceEditor trace, final Event delivery) {
        return trace.processes.stream().anyMatch(process -> process != delivery.process && isDeliveredBy(process, delivery));
    }

    private static boolean hasAbsent(final TraceEditor trace, final String configuration) {
        final List<Event> installed = trace.all(event -> event.is("conf") && event.get("id").equals(configuration));
        return installed.get(0).members().stream().anyMatch(id -> installed.stream().noneMatch(event -> event.get("p").equals(id)));
    }

    /** Puts an event of a new message, the last on its ring, into a process. */
    private static void newMessage(final TraceEditor trace, final Event like, final int at, final String kind, final String configuration) {
        final String ring = TraceEditor.regularOf(configuration);
        final long highest = trace.all(event -> (event.is("send") || event.is("dlv") && !event.get("m").endsWith(".99999"))
                && event.ring().equals(ring)).stream().mapToLong(Event::seq).max().orElse(0);
        final Event event = like.copy(at).set("ev", kind);
        event.values.keySet().retainAll(List.of("p", "inc", "i", "ev"));
        event.set("m", event.get("p") + '.' + event.get("inc") + ".99999").set("c", configuration).set("seq", Long.toString(highest + 1))
                .set("h", "0");
        if (kind.equals("send")) {
            event.set("svc", "agreed");
        }
    }

    /** The sends of the departed that a process has not delivered before a delivery in a transitional configuration. */
    private static List<Event> holes(final TraceEditor trace, final Event later) {
        final List<String> members = next(later, -1, "conf").members();
        return trace.all(event -> event.is("send") && event.get("c").equals(later.ring()) && event.seq() < later.seq()
                && !members.contains(event.get("p")) && !isDeliveredBy(later.process, event));
    }

    private static boolean deliverAfterHole(final TraceEditor trace, final Random choice) {
        final Event later = trace.any(choice, event -> event.is("conf") && event.get("id").charAt(0) == 'T'
                && !event.get("prev").equals("-") && missed(trace, event).size() > 1);
        if (later == null) {
            return false;
        }
        final Event send = missed(trace, later).get(1);
        for (final Event change : trace.all(event -> event.is("conf") && event.get("id").equals(later.get("id")))) {
            Event before = change;
            while (next(before, 1, "dlv", "conf", "fail").is("dlv") && next(before, 1, "dlv").seq() < send.seq()) {
                before = next(before, 1, "dlv");
            }
            final Event added = change.copy(before.at() + 1);
            added.values.keySet().retainAll(List.of("p", "inc", "i"));
            added.set("ev", "dlv").set("m", send.get("m")).set("c", later.get("id")).set("seq", send.get("seq")).set("h", send.get("h"));
        }
        return true;
    }

    /** The sends of one who has departed that nobody of a transitional configuration has delivered. */
    private static List<Event> missed(final TraceEditor trace, final Event change) {
        final List<Event> missed = trace.all(event -> event.is("send") && event.get("c").equals(TraceEditor.regularOf(change.get("id")))
                && !change.members().contains(event.get("p"))
                && trace.all(other -> other.is("conf") && other.get("id").equals(change.get("id"))).stream()
                .noneMatch(other -> isDeliveredBy(other.process, event)));
        return missed.stream().filter(event -> event.process == missed.get(0).process).toList();
    }
}
