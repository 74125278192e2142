package org.gatun.tools;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs several commands in one process: the run from which the build makes the ahead-of-time cache of the {@code gatun} command.
 * Arguments: the words of the commands, with {@code ,} between two of them. Exit status 0 if all of them had that.
 */
final class Training {
    private Training() {
    }

    public static void main(final String[] args) {
        int status = 0;
        final List<String> command = new ArrayList<>();
        for (final String word : args) {
            if (",".equals(word)) {
                status |= Gatun.execute(command.toArray(new String[0]));
                command.clear();
            } else {
                command.add(word);
            }
        }
        System.exit(status | Gatun.execute(command.toArray(new String[0])));
    }
}
