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
    LIMITS("limits", Field.WINDOW, Field.VISIT);

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
