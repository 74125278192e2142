package org.gatun.engine.runtime;

import java.io.PrintStream;
import org.gatun.engine.config.ConfigFile;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.GatunSettings;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.LoggingReader;
import org.gatun.engine.config.SystemSettings;
import org.gatun.engine.config.TotemReader;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.runtime.logging.LoggingSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration that was read, checked and found good, and the log that it set up. One thread.
 *
 * @param file where each key stands; its map is {@link #keys()}
 * @param logging running; the caller closes it
 */
public record EngineConfiguration(
    ConfigFile file,
    LoggingSystem logging,
    SystemSettings system,
    GatunSettings gatun,
    TotemSettings totem) {

    private static final Logger LOGGER = LoggerFactory.getLogger("MAIN");

    /**
     * Reads the file, sets up the log, and checks everything, in corosync's order. The map gets the keys that configuration makes,
     * those of {@code runtime.config.totem} among them.
     *
     * @param options {@code -f} or {@code -t} lets the log use standard error
     * @param err takes errors from before the log is set up
     * @throws ConfigurationException with the exit status; what is wrong has been told, in the log or on {@code err}
     */
    public static EngineConfiguration load(final DaemonOptions options, final HostNames host, final PrintStream err)
        throws ConfigurationException {
        final ConfigFile file;
        final LoggingSystem logging;
        try {
            file = ConfigFile.read(options.configurationFile());
            logging = LoggingSystem.start(LoggingReader.read(file), host.nodeName(), options.foreground() || options.test());
        } catch (final ConfigurationException e) {
            err.println(e.getMessage());
            throw e;
        }
        try {
            final SystemSettings system = SystemSettings.read(file);
            final GatunSettings gatun = GatunSettings.read(file);
            final TotemReader reader = new TotemReader(file, host);
            final TotemSettings totem;
            try {
                totem = reader.read();
            } finally {
                reader.warnings().forEach(LOGGER::warn);
            }
            reader.publish(totem, file.keys());
            return new EngineConfiguration(file, logging, system, gatun, totem);
        } catch (final ConfigurationException e) {
            LOGGER.error(e.getMessage());
            LOGGER.error("Gatun Cluster Engine exiting with status {}.", e.exitStatus());
            logging.close();
            throw e;
        }
    }

    /** The typed keys, the node's map from now on. */
    public ConfigMap keys() {
        return file.keys();
    }

    /** {@code gatund -t}: reads and checks, and says in the log what is wrong. Returns the exit status. */
    public static int check(final DaemonOptions options, final HostNames host, final PrintStream err) {
        try {
            final EngineConfiguration configuration = load(options, host, err);
            LOGGER.info(LogMarkers.NOTICE, "Gatun Cluster Engine exiting normally");
            configuration.logging().close();
            return 0;
        } catch (final ConfigurationException e) {
            return e.exitStatus();
        }
    }
}
