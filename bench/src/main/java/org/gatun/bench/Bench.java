package org.gatun.bench;

import org.gatun.bench.compare.Compare;
import org.gatun.bench.micro.Micro;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code bench} command: how fast it is, whole or in parts. */
@Command(name = "bench", description = "Measures Gatun beside the C engine, and its parts beside a baseline.",
    mixinStandardHelpOptions = true, subcommands = {Compare.class, Micro.class})
public final class Bench implements Runnable {
    private Bench() {
    }

    /** Runs one command and ends the process with its exit status. */
    public static void main(final String[] args) {
        System.exit(new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
