package org.gatun.tools.admin;

/** Writes one JSON document. Names and values must be called for in an order that makes sense. One thread. */
final class Json {
    private final StringBuilder text = new StringBuilder();
    private boolean needsComma;

    private Json open(final char bracket) {
        separate();
        text.append(bracket);
        needsComma = false;
        return this;
    }

    private Json close(final char bracket) {
        text.append(bracket);
        needsComma = true;
        return this;
    }

    private void separate() {
        if (needsComma) {
            text.append(',');
        }
    }

    Json object() {
        return open('{');
    }

    Json endObject() {
        return close('}');
    }

    Json array() {
        return open('[');
    }

    Json endArray() {
        return close(']');
    }

    Json name(final String name) {
        separate();
        quote(name);
        text.append(':');
        needsComma = false;
        return this;
    }

    Json value(final String value) {
        separate();
        quote(value);
        needsComma = true;
        return this;
    }

    /** A number, or {@code true} or {@code false}, as it is. */
    Json plain(final Object value) {
        separate();
        text.append(value);
        needsComma = true;
        return this;
    }

    Json field(final String name, final String value) {
        return name(name).value(value);
    }

    Json field(final String name, final long value) {
        return name(name).plain(value);
    }

    Json field(final String name, final boolean value) {
        return name(name).plain(value);
    }

    private void quote(final String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append("\\u00").append(c < 0x10 ? "0" : "").append(Integer.toHexString(c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** The document. */
    @Override
    public String toString() {
        return text.toString();
    }
}
