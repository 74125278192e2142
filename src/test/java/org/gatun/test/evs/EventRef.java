package org.gatun.test.evs;

/** An event as part of a witness. */
public record EventRef(ProcessTrace process, int event) {
    String line() {
        return process.line(event);
    }
}
