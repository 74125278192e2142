package org.gatun.tools.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code corosync-xmlproc}: makes a {@code corosync.conf} of a {@code corosync.xml}. */
@Command(name = "xmlproc", aliases = "corosync-xmlproc",
    description = "Turns corosync.xml into corosync.conf: elements become sections, attributes keys. External entities are refused.")
public final class XmlTool extends Tool {
    private static final int STATUS_NOT_PARSED = 6;
    private static final String STANDARD_OUTPUT = "-";

    @Option(names = "-h", description = "Show this help.")
    private void help(final boolean isGiven) {
        if (isGiven) {
            decide(this::usage, 0);
        }
    }

    @Parameters(paramLabel = "<file>", description = "The XML file, and the file to write; standard output if that is missing or -.")
    private List<String> files = List.of();

    @Override
    int run() {
        if (files.isEmpty() || files.getFirst().isEmpty()) {
            output().line(name() + " input_config [output]").line("\twhere input_config is valid XML configuration file");
            return 1;
        }
        write(convert(files.getFirst()), files.size() > 1 && !files.get(1).isEmpty() ? files.get(1) : STANDARD_OUTPUT);
        return 0;
    }

    private byte[] convert(final String input) {
        final String time = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT).format(ZonedDateTime.now());
        try {
            final byte[] text =
                XmlConfiguration.convert(Path.of(input), "# Corosync configuration file generated from " + input + " at " + time);
            if (text.length == 0) {
                output().error(input + ": no configuration: the root element is not corosync");
            }
            return text;
        } catch (final SAXParseException e) {
            throw new ToolFailure(STATUS_NOT_PARSED, input + ":" + e.getLineNumber() + ": parser error : " + e.getMessage());
        } catch (final SAXException e) {
            throw new ToolFailure(STATUS_NOT_PARSED, input + ": " + e.getMessage());
        } catch (final IOException e) {
            throw new ToolFailure(STATUS_NOT_PARSED, "unable to parse " + input + ": " + ToolFailure.reason(e));
        }
    }

    private void write(final byte[] text, final String file) {
        if (STANDARD_OUTPUT.equals(file)) {
            output().print(text, text.length);
            return;
        }
        try {
            Files.write(Path.of(file), text);
        } catch (final IOException e) {
            // The C tool ends with status 0 here.
            throw new ToolFailure("Could not write " + file + ": " + ToolFailure.reason(e));
        }
    }
}
