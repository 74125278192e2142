package org.gatun.test.evs;

/** What a history must have. */
public enum Property {
    P1_1("1.1", "precedence is a partial order"),
    P1_2("1.2", "a process is sequential"),
    P1_3("1.3", "a message is delivered in the configuration it was sent in, or the transitional one after it"),
    P1_4("1.4", "a message is sent once, in a regular configuration, and delivered once"),
    P2_1("2.1", "all members agree on the last configuration"),
    P2_2("2.2", "an event belongs to the configuration it claims"),
    P2_3("2.3, 2.4", "a configuration change is one moment for all"),
    P3("3", "a sender delivers its own messages"),
    P4("4", "those who go on together have delivered the same"),
    P5("5", "causal order within a configuration"),
    P6_1("6.1, 6.2", "one total order of deliveries"),
    P6_3("6.3 regular", "no holes in a regular configuration"),
    P6_3T("6.3 transitional", "holes in a transitional configuration are of the departed only"),
    P7_1("7.1", "a safe message is delivered by every member that does not fail"),
    P7_2("7.2", "a safe message is delivered in a configuration that all have installed"),
    PRIMARY_UNIQUE("2.8 uniqueness", "no two primary components at a time"),
    PRIMARY_CONTINUOUS("2.8 continuity", "consecutive primary components share a member"),
    G1("G1", "a sequence number of a ring names one message"),
    G2("G2", "ring sequence numbers grow, over restarts, too"),
    G3("G3", "the token's holder alone numbers messages, without gaps"),
    G4("G4", "the numbers of accepted tokens grow"),
    G5("G5", "a token's aru is not beyond its seq"),
    G6("G6", "what is asked for again is missing"),
    G7("G7", "the windows are kept"),
    G8("G8", "nothing is sent between two regular configurations"),
    C1("C1", "views add up"),
    C2("C2", "reasons fit"),
    C3("C3", "messages come from members of the view"),
    C4("C4", "one order of a group's messages"),
    C5("C5", "the same messages between the same views"),
    C6("C6", "what was accepted is delivered to its sender"),
    C7("C7", "no ghost members"),
    C8("C8", "ring ids in call-backs agree and grow"),
    C9("C9", "no send is taken while nodes synchronise");

    private final String number;
    private final String text;

    Property(final String number, final String text) {
        this.number = number;
        this.text = text;
    }

    public String number() {
        return number;
    }

    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return number + ' ' + text;
    }
}
