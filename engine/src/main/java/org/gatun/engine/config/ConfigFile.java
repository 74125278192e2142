package org.gatun.engine.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@code corosync.conf} and the {@code uidgid.d} directory beside it hold: a map of typed keys, not yet checked against each
 * other, and the line of each key. One thread.
 */
public final class ConfigFile {
    private final String name;
    private final ConfigMap keys = new ConfigMap();
    private final Map<String, SourceLine> lines = new HashMap<>();

    private ConfigFile(final String name) {
        this.name = name;
    }

    /**
     * Reads the file, and the files of {@code uidgid.d} beside it, if there is one.
     *
     * @throws ConfigurationException with exit status 8 and the text {@code parser error: FILE:LINE: reason}
     */
    public static ConfigFile read(final Path path) throws ConfigurationException {
        final ConfigFile file = new ConfigFile(path.toString());
        final FileSections sections = new FileSections(file, Accounts.ofSystem());
        // The C library reads a directory as an empty file.
        if (!Files.isDirectory(path)) {
            ConfigGrammar.read(path, path.toString(), sections, FileSections.TOP);
        }
        final Path directory = path.resolveSibling("uidgid.d");
        for (final Path access : accessFiles(directory)) {
            ConfigGrammar.read(access, access.toString(), new AccessSections(sections), false);
        }
        return file;
    }

    /** Parses the text of a file that stands nowhere. */
    static ConfigFile parse(final String name, final byte[] text, final Accounts accounts) throws ConfigurationException {
        final ConfigFile file = new ConfigFile(name);
        ConfigGrammar.parse(name, text, new FileSections(file, accounts), FileSections.TOP);
        return file;
    }

    private static List<Path> accessFiles(final Path directory) throws ConfigurationException {
        final List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, Files::isRegularFile)) {
                stream.forEach(files::add);
            } catch (final IOException e) {
                throw new ConfigurationException(ConfigurationException.EXIT_CONFIGURATION,
                    "Can't read directory " + directory + ": " + ConfigGrammar.reason(e));
            }
            files.sort(null);
        }
        return files;
    }

    /** The file's name as it was given. */
    public String name() {
        return name;
    }

    /** The keys; the map is the caller's to extend. */
    public ConfigMap keys() {
        return keys;
    }

    /** Where a key was set, the file alone if it was not. */
    public String where(final String key) {
        final SourceLine line = lines.get(key);
        return line == null ? name : line.toString();
    }

    /** The path that a key holds, {@code otherwise} without one; a refusal when this system's locale cannot name it. */
    Path path(final String key, final Path otherwise) throws ConfigurationException {
        final String text = keys.getString(key);
        try {
            return text == null ? otherwise : Path.of(text);
        } catch (final InvalidPathException e) {
            throw refuse(key, "is not a path here: " + e.getReason());
        }
    }

    void located(final String key, final SourceLine where) {
        lines.put(key, where);
    }

    /** A refusal that names the key and where it stands. */
    public ConfigurationException refuse(final int exitStatus, final String key, final String problem) {
        return new ConfigurationException(exitStatus, "parse error in config: " + where(key) + ": " + key + ": " + problem);
    }

    ConfigurationException refuse(final String key, final String problem) {
        return refuse(ConfigurationException.EXIT_CONFIGURATION, key, problem);
    }
}
