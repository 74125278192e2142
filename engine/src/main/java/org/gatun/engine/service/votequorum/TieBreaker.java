package org.gatun.engine.service.votequorum;

/** Who wins when a cluster falls into two equal halves ({@code auto_tie_breaker}). Immutable. */
final class TieBreaker {
    /** Off: nobody wins. */
    static final TieBreaker NONE = new TieBreaker(0, new int[0]);

    private static final int LOWEST = 1;
    private static final int HIGHEST = 2;
    private static final int LIST = 3;

    private final int type;
    private final int[] list;

    private TieBreaker(final int type, final int[] list) {
        this.type = type;
        this.list = list;
    }

    /** Reads {@code auto_tie_breaker_node}: {@code null} = lowest; the result is {@code null} for a text that means nothing. */
    static TieBreaker parse(final String text) {
        if (text == null || text.equals("lowest")) {
            return new TieBreaker(LOWEST, new int[0]);
        }
        if (text.equals("highest")) {
            return new TieBreaker(HIGHEST, new int[0]);
        }
        final String[] words = text.trim().split("[ \t]+");
        final int[] ids = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            try {
                ids[i] = Integer.parseUnsignedInt(words[i]);
            } catch (final NumberFormatException e) {
                return null;
            }
        }
        return new TieBreaker(LIST, ids);
    }

    /** The number in the key {@code runtime.votequorum.atb_type}. */
    int type() {
        return type;
    }

    boolean isOn() {
        return type != 0;
    }

    boolean favours(final int[] members, final int[] previous, final int lowest, final int highest) {
        return switch (type) {
            case LOWEST -> contains(members, lowest);
            case HIGHEST -> contains(members, highest);
            case LIST -> listFavours(members, previous);
            default -> false;
        };
    }

    private boolean listFavours(final int[] members, final int[] previous) {
        for (final int id : list) {
            if (contains(members, id)) {
                return true;
            }
            if (contains(previous, id)) {
                return false;
            }
        }
        return false;
    }

    static boolean contains(final int[] ids, final int id) {
        for (final int candidate : ids) {
            if (candidate == id) {
                return true;
            }
        }
        return false;
    }
}
