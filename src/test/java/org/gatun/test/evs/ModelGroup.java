package org.gatun.test.evs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.gatun.ipc.message.CpgMessages;

/**
 * A model of clients of one process group on nodes that part and meet, which keeps every promise and writes what the clients see.
 * Everything comes from a seed.
 */
final class ModelGroup {
    final Trace trace = new Trace();
    private final Random choice;
    private final int group = trace.group("a group");
    private final int nodes;
    private final List<Part> parts = new ArrayList<>();
    private int pids = 100;
    private long ringSeq;

    /** Nodes that are one ring, their clients, and what these still have to be told, in one order. */
    private static final class Part {
        final TreeSet<Integer> nodes = new TreeSet<>();
        final TreeSet<Long> members = new TreeSet<>(Comparator.comparing((Long id) -> Member.nodeId(id)).thenComparing(Member::pid));
        final List<Runnable> toTell = new ArrayList<>();
        int rep;
        long seq;

        void tellAll() {
            toTell.forEach(Runnable::run);
            toTell.clear();
        }
    }

    private ModelGroup(final long seed, final int nodes) {
        choice = new Random(seed);
        this.nodes = nodes;
        for (int node = 1; node <= nodes; node++) {
            final Part part = new Part();
            part.nodes.add(node);
            ring(part);
            parts.add(part);
        }
    }

    /** A settled trace of some changes with joins, leaves and messages between them. */
    static Trace settled(final long seed, final int changes, final int load) {
        final ModelGroup model = new ModelGroup(seed, 2 + (int) (seed % 4));
        for (int i = 0; i < changes; i++) {
            model.load(load);
            model.change(1 + model.choice.nextInt(3));
        }
        model.load(load);
        model.change(1);
        model.load(load);
        model.parts.forEach(Part::tellAll);
        model.parts.forEach(part -> part.members.forEach(id -> model.client(id).settled()));
        return model.trace;
    }

    private ProcessTrace client(final long id) {
        return trace.process(id);
    }

    private void ring(final Part part) {
        ringSeq += 4;
        part.rep = part.nodes.first();
        part.seq = ringSeq;
    }

    private void load(final int events) {
        for (int i = 0; i < events; i++) {
            final Part part = parts.get(choice.nextInt(parts.size()));
            switch (choice.nextInt(12)) {
                case 0 -> join(part);
                case 1 -> end(part);
                case 2 -> part.tellAll();
                default -> send(part);
            }
        }
    }

    private void join(final Part part) {
        final int node = List.copyOf(part.nodes).get(choice.nextInt(part.nodes.size()));
        final long id = Member.id(node, ++pids);
        part.tellAll();
        part.members.add(id);
        client(id).join(group);
        client(id).ringChange(part.rep, part.seq, nodesOf(part));
        client(id).quorumRing(part.rep, part.seq);
        view(part, new long[0], new long[] {Member.because(id, CpgMessages.REASON_JOIN)});
    }

    private void end(final Part part) {
        if (part.members.isEmpty()) {
            return;
        }
        final long id = List.copyOf(part.members).get(choice.nextInt(part.members.size()));
        part.tellAll();
        part.members.remove(id);
        final boolean byCall = choice.nextBoolean();
        if (byCall) {
            client(id).leave(group);
        } else {
            client(id).end();
        }
        view(part, new long[] {Member.because(id, byCall ? CpgMessages.REASON_LEAVE : CpgMessages.REASON_PROCESS_DOWN)}, new long[0]);
    }

    private void view(final Part part, final long[] left, final long[] joined) {
        final long[] members = part.members.stream().mapToLong(Long::longValue).toArray();
        for (final long id : members) {
            client(id).view(group, part.rep, part.seq, members, left, joined);
        }
    }

    private void send(final Part part) {
        if (!part.members.isEmpty()) {
            final long id = List.copyOf(part.members).get(choice.nextInt(part.members.size()));
            final long counter = client(id).size();
            final long hash = choice.nextLong();
            client(id).accepted(group, counter, hash, false);
            final long[] members = part.members.stream().mapToLong(Long::longValue).toArray();
            part.toTell.add(() -> {
                for (final long to : members) {
                    client(to).got(group, Member.nodeId(id), Member.pid(id), counter, hash);
                }
            });
        }
    }

    /** Nodes fail, part and meet. */
    private void change(final int count) {
        final Map<Integer, Part> before = new LinkedHashMap<>();
        for (final Part part : parts) {
            part.tellAll();
            part.nodes.forEach(node -> before.put(node, part));
        }
        if (choice.nextInt(3) == 0) {
            final int node = 1 + choice.nextInt(nodes);
            final Part part = before.put(node, new Part());
            part.members.stream().filter(id -> Member.nodeId(id) == node).forEach(id -> client(id).fail());
        }
        final List<Part> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(new Part());
        }
        for (int node = 1; node <= nodes; node++) {
            next.get(choice.nextInt(count)).nodes.add(node);
        }
        parts.clear();
        next.stream().filter(part -> !part.nodes.isEmpty()).forEach(part -> {
            ring(part);
            meet(part, before);
            parts.add(part);
        });
    }

    private void meet(final Part part, final Map<Integer, Part> before) {
        for (final int node : part.nodes) {
            before.get(node).members.stream().filter(id -> Member.nodeId(id) == node).forEach(part.members::add);
        }
        part.nodes.stream().map(before::get).distinct().forEach(old -> {
            final List<Long> stay = part.members.stream().filter(old.members::contains)
                    .filter(id -> before.get(Member.nodeId(id)) == old).toList();
            final long[] left = old.members.stream().filter(id -> !stay.contains(id))
                    .mapToLong(id -> Member.because(id, CpgMessages.REASON_NODE_DOWN)).toArray();
            final long[] joined = part.members.stream().filter(id -> !stay.contains(id))
                    .mapToLong(id -> Member.because(id, CpgMessages.REASON_NODE_UP)).toArray();
            final long[] staying = stay.stream().mapToLong(Long::longValue).toArray();
            final long[] all = part.members.stream().mapToLong(Long::longValue).toArray();
            for (final long id : staying) {
                client(id).refused(group, true);
                if (left.length > 0) {
                    client(id).view(group, part.rep, part.seq, staying, left, new long[0]);
                }
                if (joined.length > 0) {
                    client(id).view(group, part.rep, part.seq, all, new long[0], joined);
                }
                client(id).ringChange(part.rep, part.seq, nodesOf(part));
                client(id).quorumRing(part.rep, part.seq);
            }
        });
    }

    private static int[] nodesOf(final Part part) {
        return part.nodes.stream().mapToInt(Integer::intValue).toArray();
    }
}
