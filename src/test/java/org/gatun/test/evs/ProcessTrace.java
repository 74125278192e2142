package org.gatun.test.evs;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The events of one process over all its incarnations, in their order. Recording takes no object: an event is a few words in an
 * array that grows. Record an event before the application's call-back runs, or a crash inside makes a hole of a delivery.
 * Not thread-safe.
 */
public final class ProcessTrace {
    /** Words of each event: kind, place (incarnation, index), and those of its fields. */
    static final int WORDS = 8;
    static final int HEADER = 2;
    /** Bits of a message's counter; its epoch is above. */
    private static final int COUNTER_BITS = 48;
    private static final long LOW = 0xffff_ffffL;
    private static final EventKind[] KINDS = EventKind.values();

    private final Trace trace;
    private final long id;
    private long[] words = new long[64 * WORDS];
    private int size;
    private final BitSet untold = new BitSet();
    private int incompleteFrom = Integer.MAX_VALUE;
    /** Lists, each by its start and length. */
    private long[] lists = new long[64];
    private int listsLength;
    private int incarnation;
    private int index;
    private int current = Trace.NONE;
    private int ring = Trace.NONE;
    private int ringRep;
    private long ringSeq;

    ProcessTrace(final Trace trace, final long id) {
        this.trace = trace;
        this.id = id;
    }

    void clear() {
        size = 0;
        untold.clear();
        incompleteFrom = Integer.MAX_VALUE;
        listsLength = 0;
        incarnation = 0;
        index = 0;
        current = Trace.NONE;
        ring = Trace.NONE;
    }

    /** The process starts, or starts again: {@code incarnation} is above all before. A process that never starts has 0. */
    public void begin(final int incarnation) {
        this.incarnation = incarnation;
        index = 0;
        current = Trace.NONE;
    }

    /** A regular configuration is delivered. */
    public void regular(final int rep, final long seq, final int... members) {
        install(ring(rep, seq), members);
    }

    /** A transitional configuration is delivered: the way from the old ring to the new one of those who go it together. */
    public void transitional(final int rep, final long seq, final int oldRep, final long oldSeq, final int... members) {
        install(trace.number(ConfigurationId.transitional(rep, seq, oldRep, oldSeq)), members);
    }

    /** {@link Trace#ringNumber}, without a search for the ring that was named last. */
    public int ringNumber(final int rep, final long seq) {
        return ring(rep, seq);
    }

    private void install(final int configuration, final int[] members) {
        final int at = add(EventKind.CONF);
        words[at + 2] = configuration;
        words[at + 3] = current;
        words[at + 4] = list(members);
        current = configuration;
    }

    /**
     * A message of this process gets its sequence number, in the configuration that is current.
     *
     * @param epoch what tells equal counters of this process apart: its incarnation, or {@link Trace#ringNumber}; up to 65535, and all
     *     who name the message take the same
     * @param counter names the message within the epoch; up to 2^48 - 1
     * @param seq sequence number on the ring; its lower 32 bits count
     * @param safe asked to be delivered only when all have it
     * @param hash of the bytes
     */
    public void send(final int epoch, final long counter, final long seq, final boolean safe, final long hash) {
        final int at = addMessage(EventKind.SEND, id, epoch, counter, seq);
        words[at + 6] = safe ? 1 : 0;
        words[at + 7] = hash;
    }

    /** A message is delivered in the configuration that is current; parameters as in {@link #send}, of the origin. */
    public void deliver(final int origin, final int epoch, final long counter, final long seq, final long hash) {
        final int at = addMessage(EventKind.DLV, Integer.toUnsignedLong(origin), epoch, counter, seq);
        words[at + 6] = hash;
    }

    /** The process has been ended, by a crash or in order. To be told by whoever ended it; {@link #begin} comes next, if ever. */
    public void fail() {
        final int at = add(EventKind.FAIL);
        words[at + 2] = current;
    }

    /** The faults are over: this process has had its configuration for long and its ring is idle. To be told by the harness. */
    public void settled() {
        add(EventKind.SETTLED);
    }

    /**
     * The process reports a regular configuration quorate, or not: the one that it is in or was in.
     *
     * @param override by an operator's decision: lowered expected votes, forced quorum
     */
    public void quorum(final int rep, final long seq, final boolean quorate, final boolean override) {
        final int at = add(EventKind.QUORUM);
        words[at + 2] = ring(rep, seq);
        words[at + 3] = quorate ? 1 : 0;
        words[at + 4] = override ? 1 : 0;
    }

    /** The process leaves the operational state. */
    public void gather() {
        add(EventKind.GATHER);
    }

    /**
     * A token is accepted, with what it carried when it came; a token that is dropped is no event.
     *
     * @param seq highest number given to a message
     * @param aru up to where all have received
     */
    public void token(final int rep, final long ringSeq, final long tokenSeq, final long seq, final long aru) {
        addToken(EventKind.TOKEN, rep, ringSeq, tokenSeq, seq, aru);
    }

    /** The token goes on, after what is sent on this visit; one that is sent again is no event. */
    public void passToken(final int rep, final long ringSeq, final long tokenSeq, final long seq, final long aru) {
        addToken(EventKind.PASS, rep, ringSeq, tokenSeq, seq, aru);
    }

    private void addToken(final EventKind kind, final int rep, final long itsRing, final long tokenSeq, final long seq, final long aru) {
        final int at = add(kind);
        words[at + 2] = ring(rep, itsRing);
        words[at + 3] = tokenSeq & LOW;
        words[at + 4] = seq & LOW;
        words[at + 5] = aru & LOW;
    }

    /** A message goes out again, its own or another's; parameters as in {@link #deliver}. */
    public void repeat(final int origin, final int epoch, final long counter, final int rep, final long ringSeq, final long seq,
            final long hash) {
        final int at = add(EventKind.REPEAT);
        words[at + 2] = Integer.toUnsignedLong(origin);
        words[at + 3] = tag(epoch, counter);
        words[at + 4] = ring(rep, ringSeq);
        words[at + 5] = seq & LOW;
        words[at + 6] = hash;
    }

    /** A request for one message is added to the token. */
    public void ask(final int rep, final long ringSeq, final long seq, final long ownAru) {
        final int at = add(EventKind.ASK);
        words[at + 2] = ring(rep, ringSeq);
        words[at + 3] = seq & LOW;
        words[at + 4] = ownAru & LOW;
    }

    /** The messages up to a number are given up: nobody can ask for them any more. */
    public void discard(final int rep, final long ringSeq, final long seq) {
        final int at = add(EventKind.DISCARD);
        words[at + 2] = ring(rep, ringSeq);
        words[at + 3] = seq & LOW;
    }

    /** What flow control keeps to: most messages, sent or repeated, of a rotation of the token and of a visit. Once for an incarnation. */
    public void limits(final int rotation, final int visit) {
        final int at = add(EventKind.LIMITS);
        words[at + 2] = rotation;
        words[at + 3] = visit;
    }

    /** The client joins a group, by a call that succeeds. */
    public void join(final int group) {
        words(EventKind.JOIN, group);
    }

    /** The client leaves its group by a call; {@link #end} says that it ended without. */
    public void leave(final int group) {
        words(EventKind.LEAVE, group);
    }

    /** The client's process ended; {@link #fail} says that its node did. */
    public void end() {
        words(EventKind.END);
    }

    /**
     * The members of a group changed.
     *
     * @param rep with {@code ringSeq} the ring that the node was in then; both 0 where that is not known
     * @param members by {@link Member#id}, in the order of the call-back
     * @param left by {@link Member#because}, in the order of the call-back, as {@code joined}
     */
    public void view(final int group, final int rep, final long ringSeq, final long[] members, final long[] left, final long[] joined) {
        final long ofMembers = list(members);
        final long ofLeft = list(left);
        words(EventKind.VIEW, group, rep == 0 && ringSeq == 0 ? Trace.NONE : ring(rep, ringSeq), ofMembers, ofLeft, list(joined));
    }

    /** The next event is the first since nodes left and came back of which the client was not told. */
    public void untold() {
        untold.set(size);
    }

    /** Whether {@link #untold} was said of one of these events, {@code to} included. */
    boolean isUntold(final int from, final int to) {
        final int next = untold.nextSetBit(from);
        return next >= 0 && next <= to;
    }

    /** With the next event the client lacks messages of the ring before, joins and leaves of processes among them. */
    public void incomplete() {
        untold();
        incompleteFrom = Math.min(incompleteFrom, size);
    }

    /** Whether {@link #incomplete} was said of an event up to this one. */
    boolean isIncomplete(final int event) {
        return incompleteFrom <= event;
    }

    /** The ring change call-back. */
    public void ringChange(final int rep, final long ringSeq, final int... nodes) {
        final long ofNodes = list(nodes);
        words(EventKind.RINGCHANGE, ring(rep, ringSeq), ofNodes);
    }

    /** The quorum service's notification. */
    public void quorumRing(final int rep, final long ringSeq) {
        words(EventKind.QUORUMRING, ring(rep, ringSeq));
    }

    /**
     * A send is taken.
     *
     * @param counter names the message among those of this client
     * @param synchronising the services of the node are not in step with those of the other members yet
     */
    public void accepted(final int group, final long counter, final long hash, final boolean synchronising) {
        words(EventKind.ACCEPTED, group, id, tag(0, counter), hash, synchronising ? 1 : 0);
    }

    /** A send is refused. */
    public void refused(final int group, final boolean synchronising) {
        words(EventKind.REFUSED, group, synchronising ? 1 : 0);
    }

    /** A message comes; counter and hash as its sender has them. */
    public void got(final int group, final int nodeId, final int pid, final long counter, final long hash) {
        words(EventKind.GOT, group, Member.id(nodeId, pid), tag(0, counter), hash);
    }

    /** Adds an event of these words; those that grow the lists are to be made before. */
    private void words(final EventKind kind, final long... fields) {
        final int at = add(kind);
        System.arraycopy(fields, 0, words, at + HEADER, fields.length);
    }

    private int addMessage(final EventKind kind, final long origin, final int epoch, final long counter, final long seq) {
        final int at = add(kind);
        words[at + 2] = origin;
        words[at + 3] = tag(epoch, counter);
        words[at + 4] = current;
        words[at + 5] = seq & LOW;
        return at;
    }

    static long tag(final int epoch, final long counter) {
        return (long) epoch << COUNTER_BITS | counter;
    }

    static int epochOf(final long tag) {
        return (int) (tag >>> COUNTER_BITS);
    }

    static long counterOf(final long tag) {
        return tag & (1L << COUNTER_BITS) - 1;
    }

    private int add(final EventKind kind) {
        final int at = size * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, 2 * at);
        }
        size++;
        words[at] = kind.ordinal();
        words[at + 1] = place(incarnation, index++);
        return at;
    }

    private static long place(final int incarnation, final int index) {
        return (long) incarnation << 32 | index;
    }

    /** The number of a ring: the last one asked for is remembered. */
    private int ring(final int rep, final long seq) {
        if (ring == Trace.NONE || rep != ringRep || seq != ringSeq) {
            ring = trace.number(ConfigurationId.regular(rep, seq));
            ringRep = rep;
            ringSeq = seq;
        }
        return ring;
    }

    private long list(final int[] members) {
        final long reference = reserve(members.length);
        for (final int member : members) {
            lists[listsLength++] = Integer.toUnsignedLong(member);
        }
        return reference;
    }

    private long reserve(final int length) {
        if (listsLength + length > lists.length) {
            lists = Arrays.copyOf(lists, 2 * (listsLength + length));
        }
        return (long) listsLength << 32 | length;
    }

    /** Appends an event as it is, its place too; for the reader and for tests that falsify. */
    void append(final EventKind kind, final int itsIncarnation, final int itsIndex, final long[] fields) {
        final int at = add(kind);
        words[at + 1] = place(itsIncarnation, itsIndex);
        System.arraycopy(fields, 0, words, at + HEADER, fields.length);
    }

    /** Keeps a list and gives what an event's field has to hold. */
    long list(final long[] entries) {
        final long reference = reserve(entries.length);
        System.arraycopy(entries, 0, lists, listsLength, entries.length);
        listsLength += entries.length;
        return reference;
    }

    public long id() {
        return id;
    }

    /** How many events there are. */
    public int size() {
        return size;
    }

    EventKind kind(final int event) {
        return KINDS[(int) words[event * WORDS]];
    }

    int incarnation(final int event) {
        return (int) (words[event * WORDS + 1] >>> 32);
    }

    int index(final int event) {
        return (int) words[event * WORDS + 1];
    }

    /** The first word of a field. */
    long get(final int event, final Field field) {
        return words[event * WORDS + kind(event).slot(field)];
    }

    /** The second word of a message's name: epoch and counter. */
    long tag(final int event) {
        return words[event * WORDS + kind(event).slot(Field.M) + 1];
    }

    int configuration(final int event, final Field field) {
        return (int) get(event, field);
    }

    /** A copy of a field that is a list. */
    long[] entries(final int event, final Field field) {
        final long reference = get(event, field);
        final int start = (int) (reference >>> 32);
        return Arrays.copyOfRange(lists, start, start + (int) reference);
    }

    Trace trace() {
        return trace;
    }

    /** The event as a line of a trace file. */
    String line(final int event) {
        return EventText.line(this, event);
    }
}
