package org.gatun.test.evs;

import java.util.List;

/** Kinds of events, with their fields in the order in which they are kept and written. */
enum EventKind {
    /** A configuration change is delivered. */
    CONF("conf", Field.ID, Field.PREV, Field.MEMBERS),
    /** A message gets its sequence number. */
    SEND("send", Field.M, Field.C, Field.SEQ, Field.SVC, Field.H),
    DLV("dlv", Field.M, Field.C, Field.SEQ, Field.H),
    /** The process ends, by a crash or in order; written by whoever ended it. */
    FAIL("fail", Field.C),
    /** No fault since, the same configuration everywhere and nothing under way. */
    SETTLED("settled"),
    /** The process reports whether a configuration that it has installed is quorate. */
    QUORUM("quorum", Field.C, Field.QUORATE, Field.OVERRIDE),
    /** The process leaves the operational state: nothing is sent before the next regular configuration. */
    GATHER("gather"),
    /** A token is accepted, as it came. */
    TOKEN("token", Field.RING, Field.TSEQ, Field.SEQ, Field.ARU),
    /** The token goes on, as it goes. */
    PASS("pass", Field.RING, Field.TSEQ, Field.SEQ, Field.ARU),
    /** A message of any sender goes out again. */
    REPEAT("repeat", Field.M, Field.RING, Field.SEQ, Field.H),
    /** The process adds a request for a message to the token; aru is its own. */
    ASK("ask", Field.RING, Field.SEQ, Field.ARU),
    /** All messages up to a number are forgotten. */
    DISCARD("discard", Field.RING, Field.SEQ),
    /** What flow control has to keep to. */
    LIMITS("limits", Field.WINDOW, Field.VISIT),
    /** A client joins a group, by a call that succeeds. */
    JOIN("join", Field.G),
    /** A client leaves its group, by a call. */
    LEAVE("leave", Field.G),
    /** A client's process ends without a word; its node does not. */
    END("end"),
    /** A group's members are reported changed; the ring that the node was in then, where known. */
    VIEW("view", Field.G, Field.RING, Field.MEMBERS, Field.LEFT, Field.JOINED),
    /** The ring change call-back. */
    RINGCHANGE("ringchange", Field.RING, Field.MEMBERS),
    /** The quorum service's notification of the ring. */
    QUORUMRING("quorumring", Field.RING),
    /** A send is taken. */
    ACCEPTED("accepted", Field.G, Field.M, Field.H, Field.SYNC),
    /** A send is refused: try again. */
    REFUSED("refused", Field.G, Field.SYNC),
    /** A message of a group comes. */
    GOT("got", Field.G, Field.M, Field.H);

    final String text;
    final List<Field> fields;
    private final int[] slots = new int[Field.values().length];

    EventKind(final String text, final Field... fields) {
        this.text = text;
        this.fields = List.of(fields);
        int slot = ProcessTrace.HEADER;
        for (final Field field : fields) {
            slots[field.ordinal()] = slot;
            slot += field.type.words;
        }
        if (slot > ProcessTrace.WORDS) {
            throw new IllegalArgumentException("too many fields: " + text);
        }
    }

    /** Where a field lies in an event of this kind; 0 where it has none such. */
    int slot(final Field field) {
        return slots[field.ordinal()];
    }
}
