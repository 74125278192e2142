package org.gatun.engine.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.ConfigReload;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.LinkChanges;
import org.gatun.engine.config.LogMarkers;
import org.gatun.engine.config.LoggingReader;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.config.TotemTunables;
import org.gatun.engine.config.TransportKind;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.totem.srp.SingleRing;
import org.gatun.engine.transport.RingTransport;
import org.gatun.ipc.message.CsError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the configuration while the engine runs: the file is read again, or a client sets a key of the sections {@code totem} or
 * {@code logging}. All is checked before any of it takes effect; what cannot change at run time keeps its value, with a line in the
 * log. On the services' thread; the ring learns of it on its own.
 */
final class LiveConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger("CFG");
    private static final String TOTEM_IN_PROGRESS = "config.totemconfig_reload_in_progress";
    private static final String IN_PROGRESS = "config.reload_in_progress";
    private static final String STATUS = "config.reload_status";
    private static final Value YES = Value.ofU8(1);
    private static final Value NO = Value.ofU8(0);

    private final EngineConfiguration configuration;
    private final ConfigMap keys;
    private final SingleRing ring;
    private final RingLog ringLog;
    private final RingTransport transport;
    private final ConfiguredNodes nodes;
    private final Executor ringThread;
    private TotemSettings current;
    private boolean reloading;

    /** @param ringThread runs what concerns ring, its log and the transport, and has done so when {@code execute} returns */
    LiveConfiguration(final EngineConfiguration configuration, final SingleRing ring, final RingLog ringLog,
        final RingTransport transport, final ConfiguredNodes nodes, final Executor ringThread) {
        this.configuration = configuration;
        this.keys = configuration.keys();
        this.ring = ring;
        this.ringLog = ringLog;
        this.transport = transport;
        this.nodes = nodes;
        this.ringThread = ringThread;
        this.current = configuration.totem();
        final int changes = ConfigMap.TRACK_ADD | ConfigMap.TRACK_MODIFY | ConfigMap.TRACK_DELETE | ConfigMap.TRACK_PREFIX;
        keys.track("totem.", changes, (key, event, now, before) -> totemKeyChanged());
        keys.track("logging.", changes, (key, event, now, before) -> loggingKeyChanged());
    }

    /** The token timeout in force. */
    int tokenTimeoutMs() {
        return current.parameters().token();
    }

    /** Reads the file again; the result goes to the client that asked. */
    EngineControl.Reload reload() {
        reloading = true;
        keys.put(TOTEM_IN_PROGRESS, YES);
        final EngineControl.Reload result = readFile();
        keys.put(TOTEM_IN_PROGRESS, NO);
        keys.put(IN_PROGRESS, NO);
        reloading = false;
        return result;
    }

    private EngineControl.Reload readFile() {
        final ConfigReload fresh;
        try {
            fresh = ConfigReload.prepare(Path.of(configuration.file().name()), keys, HostNames.ofSystem());
            if (!linksCanChange(fresh.totem())) {
                return new EngineControl.Reload(CsError.INVALID_PARAM, false);
            }
            configuration.logging().apply(fresh.logging());
        } catch (final ConfigurationException e) {
            LOG.error("Unable to reload config file: {}", e.getMessage());
            return new EngineControl.Reload(CsError.INVALID_PARAM, false);
        }
        for (final String key : fresh.ignoredKeys()) {
            LOG.info(LogMarkers.NOTICE, "Modified entry '{}' in corosync.conf cannot be changed at run-time", key);
        }
        fresh.warnings().forEach(LOG::warn);
        keys.put(IN_PROGRESS, YES);
        fresh.commit(keys);
        nodes.update(fresh.totem());
        use(fresh.totem());
        final boolean[] cryptoChanged = new boolean[1];
        ringThread.execute(() -> cryptoChanged[0] = transport.loadCrypto());
        keys.put(STATUS, Value.ofI32(CsError.OK.code()));
        return new EngineControl.Reload(CsError.OK, cryptoChanged[0]);
    }

    private boolean linksCanChange(final TotemSettings settings) {
        final List<String> problems = settings.transport() == TransportKind.KNET ? LinkChanges.problems(current, settings) : List.of();
        if (problems.isEmpty()) {
            return true;
        }
        problems.forEach(LOG::error);
        LOG.error("To reconfigure an interface it must be deleted and recreated. A working interface needs to be available to corosync"
            + " at all times");
        return false;
    }

    private void totemKeyChanged() {
        if (reloading) {
            return;
        }
        final TotemTunables tunables = TotemTunables.of(keys, current.nodesOnFirstLink());
        final String refusal = tunables.refusal();
        if (refusal != null) {
            LOG.error("A key was changed to what cannot be used, so the values in force stay: {}", refusal);
            return;
        }
        tunables.publish(keys);
        use(current.with(tunables));
    }

    private void loggingKeyChanged() {
        if (reloading) {
            return;
        }
        try {
            configuration.logging().apply(LoggingReader.read(configuration.file()));
        } catch (final ConfigurationException e) {
            LOG.error("A key was changed to what cannot be used, so the log stays as it is: {}", e.getMessage());
        }
    }

    private void use(final TotemSettings settings) {
        current = settings;
        ringThread.execute(() -> {
            ring.updateParameters(settings.parameters());
            ringLog.updateParameters(settings.parameters());
            transport.reconfigure(settings);
        });
    }
}
