package org.gatun.engine.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatun.engine.config.ConfigFile;
import org.gatun.engine.config.ConfigMap;
import org.gatun.engine.config.ConfigurationException;
import org.gatun.engine.config.HostNames;
import org.gatun.engine.config.KeyCursor;
import org.gatun.engine.config.LinkChanges;
import org.gatun.engine.config.LoggingReader;
import org.gatun.engine.config.LoggingSettings;
import org.gatun.engine.config.TotemReader;
import org.gatun.engine.config.TotemSettings;
import org.gatun.engine.config.TransportKind;
import org.gatun.engine.config.Value;
import org.gatun.engine.service.EngineControl;
import org.gatun.engine.totem.srp.SingleRing;
import org.gatun.engine.transport.RingTransport;
import org.gatun.ipc.message.CsError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again. The whole of it is parsed and checked before any of it takes effect; what cannot change at run
 * time keeps its value, with a line in the log. On the engine's thread.
 */
final class ConfigurationReload {
    private static final Logger LOG = LoggerFactory.getLogger("CFG");
    private static final String[] SECTIONS = {"logging.", "totem.", "nodelist.", "quorum.", "uidgid.config.", "nozzle."};
    private static final Set<String> FIXED = Set.of("totem.version", "totem.threads", "totem.ip_version", "totem.rrp_mode",
        "totem.netmtu", "totem.transport", "totem.cluster_name", "quorum.provider", "system.move_to_root_cgroup",
        "system.allow_knet_handle_fallback", "system.sched_rr", "system.priority", "system.qb_ipc_type", "system.state_dir");
    private static final String TOTEM_IN_PROGRESS = "config.totemconfig_reload_in_progress";
    private static final String IN_PROGRESS = "config.reload_in_progress";

    private final EngineConfiguration configuration;
    private final SingleRing ring;
    private final RingTransport transport;
    private final ConfiguredNodes nodes;
    private TotemSettings current;

    ConfigurationReload(final EngineConfiguration configuration, final SingleRing ring, final RingTransport transport,
        final ConfiguredNodes nodes) {
        this.configuration = configuration;
        this.ring = ring;
        this.transport = transport;
        this.nodes = nodes;
        this.current = configuration.totem();
    }

    EngineControl.Reload run() {
        final ConfigMap live = configuration.keys();
        live.put(TOTEM_IN_PROGRESS, Value.ofU8(1));
        final ConfigFile file;
        final TotemReader reader;
        final TotemSettings settings;
        final LoggingSettings logging;
        try {
            file = ConfigFile.read(Path.of(configuration.file().name()));
            keepFixed(file.keys(), live);
            reader = new TotemReader(file, HostNames.ofSystem());
            settings = reader.read();
            checkLinks(file, settings);
            logging = LoggingReader.read(file);
            configuration.logging().apply(logging);
        } catch (final ConfigurationException e) {
            LOG.error("Unable to reload config file: {}", e.getMessage());
            live.put(TOTEM_IN_PROGRESS, Value.ofU8(0));
            return new EngineControl.Reload(CsError.INVALID_PARAM, false);
        }
        live.put(IN_PROGRESS, Value.ofU8(1));
        reader.warnings().forEach(LOG::warn);
        replaceKeys(file.keys(), live);
        reader.publish(settings, live);
        final boolean cryptoChanged = apply(settings);
        live.put("config.reload_status", Value.ofI32(CsError.OK.code()));
        live.put(TOTEM_IN_PROGRESS, Value.ofU8(0));
        live.put(IN_PROGRESS, Value.ofU8(0));
        return new EngineControl.Reload(CsError.OK, cryptoChanged);
    }

    private void checkLinks(final ConfigFile file, final TotemSettings settings) throws ConfigurationException {
        final List<String> problems = settings.transport() == TransportKind.KNET ? LinkChanges.problems(current, settings) : List.of();
        if (!problems.isEmpty()) {
            problems.forEach(LOG::error);
            throw file.refuse(ConfigurationException.EXIT_CONFIGURATION, "nodelist", "To reconfigure an interface it must be deleted and"
                + " recreated. A working interface needs to be available to corosync at all times");
        }
    }

    private static void keepFixed(final ConfigMap fresh, final ConfigMap live) {
        for (final String key : FIXED.stream().sorted().toList()) {
            final Value now = fresh.get(key);
            final Value before = live.get(key);
            if (now == null ? before == null : now.equals(before)) {
                continue;
            }
            if (now != null) {
                LOG.info("Modified entry '{}' in corosync.conf cannot be changed at run-time", key);
                fresh.delete(key);
            }
            if (before != null) {
                fresh.put(key, before);
            }
        }
    }

    private static void replaceKeys(final ConfigMap fresh, final ConfigMap live) {
        for (final String section : SECTIONS) {
            for (final String key : keys(live, section)) {
                if (fresh.get(key) == null) {
                    live.delete(key);
                }
            }
        }
        for (final String key : keys(fresh, "")) {
            live.put(key, fresh.get(key));
        }
    }

    private static List<String> keys(final ConfigMap map, final String prefix) {
        final List<String> keys = new ArrayList<>();
        final KeyCursor cursor = map.iterate(prefix);
        for (String key = cursor.next(); key != null; key = cursor.next()) {
            keys.add(key);
        }
        return keys;
    }

    /** Takes the settings; whether those of crypto are new. */
    private boolean apply(final TotemSettings settings) {
        ring.updateParameters(settings.parameters());
        transport.reconfigure(settings);
        nodes.update(settings);
        current = settings;
        return transport.loadCrypto();
    }
}
