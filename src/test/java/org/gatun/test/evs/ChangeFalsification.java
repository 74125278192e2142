package org.gatun.test.evs;

import static org.gatun.test.evs.TraceEditor.next;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.gatun.test.evs.TraceEditor.Event;

/** Falsified configurations, failures and primary components. */
enum ChangeFalsification implements Falsification {
    FAILURE_DROPPED(EnumSet.of(Property.SEQUENTIAL), EnumSet.of(Property.SAFE), (trace, choice) -> {
        final Event failure = trace.any(choice, event -> event.is("fail"));
        if (failure != null) {
            failure.remove();
        }
        return failure != null;
    }),
    FAILED_TWICE(EnumSet.of(Property.CLAIMED_CONFIGURATION), none(), (trace, choice) -> {
        final Event failure = trace.any(choice, event -> event.is("fail"));
        return failure != null && failure.copy(failure.at() + 1) != null;
    }),
    LAST_MEMBER_FAILS(EnumSet.of(Property.LAST_CONFIGURATION), none(), (trace, choice) -> {
        final Event last = trace.any(choice, event -> event.is("settled"));
        final Event failure = last.copy(last.at() + 1).set("ev", "fail");
        failure.set("c", next(failure, -1, "conf").get("id"));
        return true;
    }),
    /** One goes on alone; of its members the others have not noticed. */
    ONE_GOES_ON(EnumSet.of(Property.LAST_CONFIGURATION), none(), (trace, choice) -> {
        final Event last = trace.any(choice, event -> event.is("settled"));
        final String before = next(last, -1, "conf").get("id");
        final Event change = last.copy(last.at()).set("ev", "conf").set("id", "R:" + last.get("p") + ".ffff").set("prev", before)
                .set("members", last.get("p"));
        return change.at() >= 0;
    }),
    OTHER_PREDECESSOR(EnumSet.of(Property.CLAIMED_CONFIGURATION), none(), (trace, choice) -> {
        final Event change = trace.any(choice, event -> event.is("conf") && !event.get("prev").equals("-"));
        return change != null && change.set("prev", change.get("id")) != null;
    }),
    INSTALLED_BY_A_STRANGER(EnumSet.of(Property.CLAIMED_CONFIGURATION),
            EnumSet.of(Property.SAFE, Property.SAFE_INSTALLED, Property.NO_HOLES_BUT_DEPARTED, Property.PRIMARY_UNIQUE,
            Property.PRIMARY_CONTINUOUS), (trace, choice) -> {
        final Event change = trace.any(choice, event -> event.is("conf") && next(event, 1, "conf") != null);
        return change != null && renamed(trace.all(event -> event.is("conf") && event.get("id").equals(change.get("id"))), change.get("p"));
    }),
    OTHER_MEMBERS_AT_ONE(EnumSet.of(Property.CONSENSUS),
            EnumSet.of(Property.SAFE, Property.SAFE_INSTALLED, Property.PRIMARY_UNIQUE, Property.PRIMARY_CONTINUOUS), (trace, choice) -> {
        final Event change = trace.any(choice, event -> event.is("conf") && next(event, 1, "conf") != null
                && trace.all(other -> other != event && other.is("conf") && other.get("id").equals(event.get("id"))).size() > 0);
        return change != null && renamed(List.of(change),
                change.members().stream().filter(id -> !id.equals(change.get("p"))).findAny().get());
    }),
    /** A ring that is not above the one before it is, of course, the same once more. */
    INSTALLED_TWICE(EnumSet.of(Property.UNIQUE_CONFIGURATION, Property.RINGS_GROW), none(), (trace, choice) -> {
        final Event change = trace.any(choice, event -> event.is("conf") && event.get("id").charAt(0) == 'R');
        change.copy(change.at() + 1).set("prev", change.get("id"));
        return true;
    }),
    RING_WITH_AN_OLD_NUMBER(EnumSet.of(Property.RINGS_GROW), EnumSet.of(Property.TOKENS_GROW), (trace, choice) -> {
        final Event change = trace.any(choice, event -> event.is("conf") && event.get("id").charAt(0) == 'R'
                && trace.all(other -> other.is("conf") && other.get("id").equals(event.get("id"))).stream()
                .allMatch(other -> next(next(other, -1, "conf") == null ? other : next(other, -1, "conf"), -1, "conf") != null));
        if (change == null) {
            return false;
        }
        final String ring = change.get("id").substring(2);
        trace.all(event -> true).forEach(event -> event.values.replaceAll((name, value) -> value.matches("[RT]:.*")
                ? value.replaceAll("([:/])" + ring.replace(".", "\\.") + "(?![0-9a-f])", "$19.1") : value));
        return true;
    }),
    TWO_PRIMARIES(EnumSet.of(Property.PRIMARY_UNIQUE), none(), (trace, choice) -> {
        final Event other = trace.any(choice, event -> event.is("quorum") && event.get("quorate").equals("0")
                && trace.all(primary -> primary.is("quorum") && primary.get("quorate").equals("1")).stream()
                .anyMatch(primary -> arePieces(trace, event.get("c"), primary.get("c"))));
        return other != null && other.set("quorate", "1") != null;
    });

    private final Fault fault;

    ChangeFalsification(final Set<Property> breaks, final Set<Property> mayBreak, final BiPredicate<TraceEditor, Random> change) {
        fault = new Fault(breaks, mayBreak, change);
    }

    @Override
    public Fault fault() {
        return fault;
    }

    private static Set<Property> none() {
        return EnumSet.noneOf(Property.class);
    }

    private static boolean renamed(final List<Event> changes, final String id) {
        for (final Event change : changes) {
            change.set("members", String.join(",", change.members().stream().map(member -> member.equals(id) ? "77" : member).toList()));
        }
        return true;
    }

    /** Two rings without a common member, all of whose members came from one ring at once. */
    private static boolean arePieces(final TraceEditor trace, final String one, final String other) {
        final List<Event> ones = trace.all(event -> event.is("conf") && event.get("id").equals(one));
        final List<Event> others = trace.all(event -> event.is("conf") && event.get("id").equals(other));
        final List<String> before = Stream.concat(ones.stream(), others.stream())
                .map(event -> TraceEditor.regularOf(event.get("prev"))).distinct().toList();
        return ones.get(0).members().stream().noneMatch(others.get(0).members()::contains) && before.size() == 1
                && before.get(0).startsWith("R:");
    }
}
