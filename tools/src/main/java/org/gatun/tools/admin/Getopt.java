package org.gatun.tools.admin;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes a command line apart as the C library's getopt_long does and puts it together again so that picocli cannot understand it
 * otherwise: abbreviated names in full, values with their options, and the operands, wherever they stood, behind {@code --}. At the
 * first mistake it stops.
 */
final class Getopt {
    private static final String ADDED = "--json";

    private final CommandSpec spec;
    private final List<String> options = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();
    private String error;

    private Getopt(final CommandSpec spec) {
        this.spec = spec;
    }

    static Getopt parse(final CommandSpec spec, final String... args) {
        final Getopt getopt = new Getopt(spec);
        int i = 0;
        while (i < args.length && getopt.error == null && !"--".equals(args[i])) {
            i += getopt.take(args[i], i + 1 < args.length ? args[i + 1] : null);
        }
        for (i++; i < args.length; i++) {
            getopt.operands.add(args[i]);
        }
        return getopt;
    }

    /** What picocli is to parse: everything before the mistake. */
    String[] arguments() {
        final List<String> all = new ArrayList<>(options);
        all.add("--");
        all.addAll(operands);
        return all.toArray(new String[0]);
    }

    /** What getopt says of the first mistake; {@code null} if there is none. */
    String error() {
        return error;
    }

    /** Takes an argument, and the next one if that is its value; answers how many. */
    private int take(final String argument, final String next) {
        if (argument.startsWith("--")) {
            return takeLong(argument, next);
        }
        if (argument.length() > 1 && argument.startsWith("-")) {
            return takeShort(argument, next);
        }
        operands.add(argument);
        return 1;
    }

    private int takeShort(final String argument, final String next) {
        for (int i = 1; i < argument.length(); i++) {
            final OptionSpec option = spec.findOption("-" + argument.charAt(i));
            if (option == null || argument.charAt(i) == '-') {
                error = "invalid option -- '" + argument.charAt(i) + "'";
                return 1;
            }
            if (hasValue(option)) {
                final boolean isAttached = i + 1 < argument.length();
                final String value = isAttached ? argument.substring(i + 1) : next;
                if (value == null) {
                    error = "option requires an argument -- '" + argument.charAt(i) + "'";
                } else {
                    add(option, value);
                }
                return isAttached ? 1 : 2;
            }
            options.add(option.shortestName());
        }
        return 1;
    }

    private int takeLong(final String argument, final String next) {
        final int equals = argument.indexOf('=');
        final String name = equals < 0 ? argument : argument.substring(0, equals);
        final OptionSpec option = find(name);
        if (option == null) {
            return 1;
        }
        if (!hasValue(option)) {
            if (equals >= 0) {
                error = "option '" + option.longestName() + "' doesn't allow an argument";
            }
            options.add(option.longestName());
            return 1;
        }
        final String value = equals < 0 ? next : argument.substring(equals + 1);
        if (value == null) {
            error = "option '" + option.longestName() + "' requires an argument";
        } else {
            add(option, value);
        }
        return equals < 0 ? 2 : 1;
    }

    private OptionSpec find(final String name) {
        final List<OptionSpec> found = new ArrayList<>();
        boolean hasLongNames = false;
        for (final OptionSpec option : spec.options()) {
            final String full = option.longestName();
            hasLongNames |= full.startsWith("--") && !ADDED.equals(full);
            if (full.equals(name)) {
                return option;
            }
            if (full.startsWith(name)) {
                found.add(option);
            }
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (!hasLongNames) {
            // The C tool has short options only and takes this for one.
            error = "invalid option -- '-'";
        } else if (found.isEmpty()) {
            error = "unrecognized option '" + name + "'";
        } else {
            final StringBuilder text = new StringBuilder("option '").append(name).append("' is ambiguous; possibilities:");
            found.forEach(option -> text.append(" '").append(option.longestName()).append('\''));
            error = text.toString();
        }
        return null;
    }

    private static boolean hasValue(final OptionSpec option) {
        return option.arity().max() > 0;
    }

    private void add(final OptionSpec option, final String value) {
        // An equals sign is what picocli leaves out of an attached value; an empty one cannot be attached.
        if (value.isEmpty() || value.startsWith("=")) {
            options.add(option.shortestName());
            options.add(value);
        } else {
            options.add(option.shortestName() + value);
        }
    }
}
