package org.gatun.engine.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatun.ipc.message.CsError;

/**
 * Turns sections and keys into entries of the map. Most sections just lend their path; those of links, nodes and log subsystems are
 * renamed after their number or name when they end. A section inside of such a one belongs to it.
 */
final class FileSections implements SectionSink<FileSections.Section> {
    static final Section TOP = new Section(Kind.PLAIN);

    private static final String SUBSYSTEMS = "logging.logger_subsys.";
    private static final String DAEMONS = "logging.logging_daemon.";
    /** Larger values of link settings are ignored, as in corosync. */
    private static final long LINK_NUMBER_MAX = Integer.MAX_VALUE;

    private static final Map<String, Kind> KINDS = Map.of(
        "totem.interface", Kind.INTERFACE,
        "totem.interface.member", Kind.MEMBER,
        "logging.logger_subsys", Kind.LOGGER_SUBSYS,
        "logging.logging_daemon", Kind.LOGGING_DAEMON,
        "nodelist", Kind.NODELIST,
        "nodelist.node", Kind.NODE,
        "uidgid", Kind.UIDGID,
        "resources", Kind.RESOURCES,
        "resources.system", Kind.POLLED_RESOURCES,
        "resources.process", Kind.POLLED_RESOURCES);

    private final ConfigFile file;
    private final Accounts accounts;
    private int node;

    FileSections(final ConfigFile file, final Accounts accounts) {
        this.file = file;
        this.accounts = accounts;
    }

    enum Kind { PLAIN, INTERFACE, MEMBER, LOGGER_SUBSYS, LOGGING_DAEMON, NODELIST, NODE, UIDGID, RESOURCES, POLLED_RESOURCES }

    /** An open section with the keys that wait for its end. */
    static final class Section {
        private final Kind kind;
        private final Section owner;
        private final Map<String, Held> held;
        private final List<Held> members;

        private Section(final Kind kind) {
            this.kind = kind;
            this.owner = this;
            this.held = new LinkedHashMap<>();
            this.members = new ArrayList<>();
        }

        /** A section inside of {@code parent} that has no meaning of its own. */
        private Section(final Section parent) {
            this.kind = parent.kind;
            this.owner = parent.owner;
            this.held = parent.held;
            this.members = parent.members;
        }

        /** A member section of a link. */
        private Section(final Kind kind, final Section parent) {
            this.kind = kind;
            this.owner = this;
            this.held = new LinkedHashMap<>();
            this.members = parent.members;
        }
    }

    private record Held(Value value, SourceLine where) {
    }

    @Override
    public Section open(final Section parent, final String path) {
        final Kind kind = KINDS.get(path);
        if (kind == null) {
            return parent == TOP ? new Section(Kind.PLAIN) : new Section(parent);
        }
        if (kind == Kind.NODELIST) {
            node = 0;
        }
        return kind == Kind.MEMBER ? new Section(kind, parent) : new Section(kind);
    }

    @Override
    public void key(final Section section, final String path, final String name, final byte[] value, final SourceLine where)
        throws ParseProblem {
        final String full = path.isEmpty() ? name : path + '.' + name;
        switch (section.kind) {
            case PLAIN, NODELIST -> store(full, typed(full, full, value), where);
            case INTERFACE -> linkKey(section, full, name, value, where);
            case MEMBER -> memberKey(section, name, value, where);
            case LOGGER_SUBSYS, LOGGING_DAEMON -> section.held.put(name, new Held(Value.text(value), where));
            case NODE -> {
                final String key = "nodelist.node." + node + '.' + name;
                store(key, typed("nodelist.node." + name, key, value), where);
            }
            case UIDGID -> accessKey(name, value, where);
            case RESOURCES -> store(full, typed(name.equals("watchdog_timeout") ? ValueType.U32 : ValueType.STR, full, value), where);
            case POLLED_RESOURCES ->
                store(full, typed(name.equals("poll_period") ? ValueType.U64 : ValueType.STR, full, value), where);
        }
    }

    @Override
    public void close(final Section section, final SourceLine where) throws ParseProblem {
        if (section.owner != section) {
            return;
        }
        switch (section.kind) {
            case INTERFACE -> endLink(section);
            case LOGGER_SUBSYS -> endSubsystem(section);
            case LOGGING_DAEMON -> endDaemon(section);
            case NODE -> node++;
            default -> { }
        }
    }

    /** A key of a {@code uidgid} section. */
    void accessKey(final String name, final byte[] value, final SourceLine where) throws ParseProblem {
        final String text = new String(value, StandardCharsets.UTF_8);
        if (!name.equals("uid") && !name.equals("gid")) {
            throw new ParseProblem("Section uidgid takes the keys uid and gid only, not \"" + name + '"');
        }
        final boolean isUser = name.equals("uid");
        final long number = isUser ? accounts.user(text) : accounts.group(text);
        if (number < 0) {
            throw new ParseProblem((isUser ? "No such user: \"" : "No such group: \"") + text + '"');
        }
        store("uidgid.config." + name + '.' + number, Value.ofU8(1), where);
    }

    private void linkKey(final Section section, final String full, final String name, final byte[] value, final SourceLine where)
        throws ParseProblem {
        final ValueType type = KeyTypes.of(full);
        if (type != ValueType.STR) {
            final Value number = typed(type, full, value);
            if (number.asLong() <= LINK_NUMBER_MAX) {
                section.held.put(name, new Held(number, where));
            }
            return;
        }
        switch (full) {
            case "totem.interface.bindnetaddr", "totem.interface.mcastaddr", "totem.interface.broadcast",
                "totem.interface.knet_transport" -> section.held.put(name, new Held(Value.text(value), where));
            default -> store(full, Value.text(value), where);
        }
    }

    private static void memberKey(final Section section, final String name, final byte[] value, final SourceLine where)
        throws ParseProblem {
        if (!name.equals("memberaddr")) {
            throw new ParseProblem("Section member takes the key memberaddr only, not \"" + name + '"');
        }
        section.members.addFirst(new Held(Value.text(value), where));
    }

    private void endLink(final Section section) throws ParseProblem {
        final Held number = section.held.remove("linknumber");
        final String prefix = "totem.interface." + (number == null ? 0 : number.value().asLong()) + '.';
        for (final Map.Entry<String, Held> entry : section.held.entrySet()) {
            store(prefix + entry.getKey(), entry.getValue());
        }
        for (int i = 0; i < section.members.size(); i++) {
            store(prefix + "member." + i, section.members.get(i));
        }
    }

    private void endSubsystem(final Section section) throws ParseProblem {
        final Held subsystem = section.held.get("subsys");
        if (subsystem == null) {
            throw new ParseProblem("Section logger_subsys has no key subsys");
        }
        storeAll(section, SUBSYSTEMS + subsystem.value().asString() + '.');
    }

    private void endDaemon(final Section section) throws ParseProblem {
        final Held name = section.held.get("name");
        if (name == null) {
            throw new ParseProblem("Section logging_daemon has no key name");
        }
        final Held subsystem = section.held.get("subsys");
        final String daemon = name.value().asString();
        if (daemon.equals("corosync")) {
            section.held.remove("name");
            storeAll(section, subsystem == null ? "logging." : SUBSYSTEMS + subsystem.value().asString() + '.');
        } else {
            storeAll(section, DAEMONS + daemon + (subsystem == null ? "." : '.' + subsystem.value().asString() + '.'));
        }
    }

    private void storeAll(final Section section, final String prefix) throws ParseProblem {
        for (final Map.Entry<String, Held> entry : section.held.entrySet()) {
            store(prefix + entry.getKey(), entry.getValue());
        }
    }

    private static Value typed(final String path, final String key, final byte[] value) throws ParseProblem {
        final Value typed = typed(KeyTypes.of(path), key, value);
        final List<String> words = KeyTypes.words(path);
        if (words != null && !words.contains(typed.asString())) {
            throw new ParseProblem("Value of key \"" + key + "\" is expected to be one of " + String.join(", ", words)
                + ", but \"" + typed.asString() + "\" was given");
        }
        return typed;
    }

    private static Value typed(final ValueType type, final String key, final byte[] value) throws ParseProblem {
        if (type == ValueType.STR) {
            return Value.text(value);
        }
        final String text = new String(value, StandardCharsets.UTF_8);
        final Value number = Numbers.parse(type, text);
        if (number == null) {
            throw new ParseProblem("Value of key \"" + key + "\" is expected to be integer in range (" + type.min() + ".."
                + Long.toUnsignedString(type.max()) + "), but \"" + text + "\" was given");
        }
        return number;
    }

    private void store(final String key, final Held held) throws ParseProblem {
        store(key, held.value(), held.where());
    }

    private void store(final String key, final Value value, final SourceLine where) throws ParseProblem {
        final CsError error = file.keys().set(key, value);
        if (error != CsError.OK) {
            throw new ParseProblem("Key \"" + key + "\" cannot be stored: " + error.symbol());
        }
        file.located(key, where);
    }
}
