package org.gatun.test.evs;

/** Fields of events: their names in the text, and how they are written. */
enum Field {
    /** Configuration that starts. */
    ID("id", Type.CONFIGURATION),
    /** Configuration that is left; {@code -} at the start of an incarnation. */
    PREV("prev", Type.CONFIGURATION),
    MEMBERS("members", Type.PROCESSES),
    /** Message: origin, what tells its counters apart, counter. */
    M("m", Type.MESSAGE),
    /** Configuration in which it happens. */
    C("c", Type.CONFIGURATION),
    /** Sequence number on the ring, 32 bits without sign. */
    SEQ("seq", Type.NUMBER),
    SVC("svc", Type.SERVICE),
    /** Hash of the payload. */
    H("h", Type.HASH),
    QUORATE("quorate", Type.NUMBER),
    /** An operator took quorum by force: expected votes lowered, or the like. */
    OVERRIDE("override", Type.NUMBER),
    /** Ring of a token or of what it asks for. */
    RING("ring", Type.CONFIGURATION),
    /** Number of the token, 32 bits without sign. */
    TSEQ("tseq", Type.NUMBER),
    /** Up to where all have received, 32 bits without sign. */
    ARU("aru", Type.NUMBER),
    /** Most messages of a rotation of the token. */
    WINDOW("window", Type.NUMBER),
    /** Most messages of a visit of the token. */
    VISIT("visit", Type.NUMBER),
    /** Process group. */
    G("g", Type.GROUP),
    LEFT("left", Type.CHANGES),
    JOINED("joined", Type.CHANGES),
    /** The node is not in step with the others yet. */
    SYNC("sync", Type.NUMBER);

    /** How a field is kept and written. */
    enum Type {
        CONFIGURATION(1), MESSAGE(2), NUMBER(1), HASH(1), SERVICE(1), PROCESSES(1), GROUP(1), CHANGES(1);

        final int words;

        Type(final int words) {
            this.words = words;
        }
    }

    final String text;
    final Type type;

    Field(final String text, final Type type) {
        this.text = text;
        this.type = type;
    }
}
