package org.gatun.test.evs;

/** What is checked. Those with a number are extended virtual synchrony's; the others are promises of the ring's that it rests on. */
public enum Property {
    /** Nothing is before itself through others. */
    PARTIAL_ORDER("1.1", "precedence is a partial order"),
    /** Indices without gap; an incarnation starts when the one before has failed. */
    SEQUENTIAL("1.2", "a process is sequential"),
    /** A delivered message was sent, in the regular configuration that it is delivered in or right after. */
    SENT("1.3", "nothing comes from nowhere"),
    /** Sent once, by one process, in a regular configuration; delivered once at most by each. */
    ONCE("1.4", "once only"),
    /** Those left in a configuration are all in it to the last. */
    LAST_CONFIGURATION("2.1", "agreement on the last configuration", true),
    /** An event is in the configuration that its process is in, and the process belongs to it. */
    CLAIMED_CONFIGURATION("2.2", "events belong to the configuration they claim"),
    /** What is before or after a change at one process is so at all. */
    ONE_MOMENT("2.3/2.4", "a change is one moment for all"),
    SELF_DELIVERY("3", "self-delivery", true),
    FAILURE_ATOMICITY("4", "those who travel together have seen the same"),
    CAUSAL_ORDER("5", "causal delivery"),
    TOTAL_ORDER("6.1/6.2", "one order for all"),
    NO_HOLES("6.3", "no holes, in regular configurations"),
    NO_HOLES_BUT_DEPARTED("6.3-T", "no holes but of the departed, in transitional configurations"),
    SAFE("7.1", "a safe message is delivered by all who do not fail", true),
    SAFE_INSTALLED("7.2", "safe in a regular configuration: all have installed it", true),
    PRIMARY_UNIQUE("2.8-U", "primary components are ordered"),
    PRIMARY_CONTINUOUS("2.8-C", "consecutive primary components share a member"),
    /** All who install a configuration agree on its members. */
    CONSENSUS("consensus", "one set of members for a configuration"),
    /** A process installs a configuration once at most, and an identifier stands for one. */
    UNIQUE_CONFIGURATION("uniqueness", "a configuration is installed once"),
    /** In the last configuration, idle, all have delivered the same. */
    RELIABLE("reliability", "all of the last configuration have delivered the same", true),
    /** The order of deliveries is that of the numbers. */
    RING_ORDER("order", "a ring's messages are delivered by growing number"),
    /** A sequence number of a ring stands for one message: same sender, same bytes, everywhere. */
    ONE_MESSAGE_A_NUMBER("G1", "a sequence number names one message"),
    RINGS_GROW("G2", "ring ids grow, over restarts too"),
    /** Numbers are given by the token's holder only, from the token's on without gap. */
    HOLDER_NUMBERS("G3", "the token's holder numbers messages"),
    TOKENS_GROW("G4", "token numbers grow"),
    /** A token's aru is not above its seq; what is given up is not above the lowest aru of two visits in a row. */
    STABLE("G5", "all have received what counts as received by all"),
    /** A request is for a number above the own aru, up to the token's, on the token's ring. */
    REQUESTS("G6", "what is asked for is missing"),
    WINDOWS("G7", "the windows of a visit and of a rotation are kept"),
    NO_SEND_BETWEEN("G8", "nothing is sent between two regular configurations"),
    /** Judged by {@link Report#compareStart}. */
    ANY_START("G9", "the verdicts are the same wherever numbers start"),
    C1("C1", "views add up"),
    C2("C2", "reasons fit"),
    C3("C3", "messages come from members of the view"),
    C4("C4", "one order of a group's messages"),
    C5("C5", "the same messages between the same views"),
    C6("C6", "what was accepted is delivered to its sender"),
    C7("C7", "no ghost members"),
    C8("C8", "ring ids in call-backs agree and grow"),
    C9("C9", "no send is taken while nodes synchronise");

    final String number;
    final String title;
    /** Cannot be judged before the faults are over and all is idle. */
    final boolean needsSettled;

    Property(final String number, final String title) {
        this(number, title, false);
    }

    Property(final String number, final String title, final boolean needsSettled) {
        this.number = number;
        this.title = title;
        this.needsSettled = needsSettled;
    }
}
