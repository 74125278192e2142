package org.gatun.engine.service.mon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.gatun.engine.config.LeadingNumbers;
import org.gatun.engine.config.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Memory and swap in use, whole per cent; what the page cache holds is free. */
final class MemoryGauge implements Gauge {
    private static final Logger LOGGER = LoggerFactory.getLogger("MON");
    private static final int PER_CENT = 100;

    private final Path file;

    /** @param file {@code /proc/meminfo}, or a test's */
    MemoryGauge(final Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "memory_used";
    }

    @Override
    public Value initial() {
        return Value.ofI32(0);
    }

    @Override
    public double measure() {
        long total = 0;
        long free = 0;
        try {
            for (final String line : Files.readAllLines(file)) {
                final String[] words = line.split("\\s+");
                switch (words[0]) {
                    case "MemTotal:", "SwapTotal:" -> total += Long.parseLong(words[1]);
                    case "MemFree:", "Cached:", "SwapFree:" -> free += Long.parseLong(words[1]);
                    default -> { }
                }
            }
        } catch (final IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            LOGGER.error("Unable to get memory stats: {}", e.toString());
            return -1;
        }
        // Whole numbers, as the limit is one.
        return total <= 0 ? -1 : (total - free) * PER_CENT / total;
    }

    @Override
    public Value current(final double measured) {
        return Value.ofU32((long)measured);
    }

    @Override
    public OptionalDouble limit(final String text) {
        final OptionalLong number = LeadingNumbers.integer(text);
        return number.isPresent() ? OptionalDouble.of((int)number.getAsLong()) : OptionalDouble.empty();
    }
}
