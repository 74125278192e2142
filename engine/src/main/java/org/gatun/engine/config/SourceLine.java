package org.gatun.engine.config;

/**
 * Where a key was set.
 *
 * @param file as it was named to the reader
 * @param line from 1
 */
public record SourceLine(String file, int line) {
    @Override
    public String toString() {
        return file + ':' + line;
    }
}
