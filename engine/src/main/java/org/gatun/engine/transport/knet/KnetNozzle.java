package org.gatun.engine.transport.knet;

import org.gatun.engine.config.NozzleSettings;
import org.gatun.natives.knet.KnetHandle;
import org.gatun.natives.linux.Errno;
import org.gatun.natives.linux.LinuxException;
import org.gatun.natives.nozzle.NozzleDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network device of the {@code nozzle} section: libknet carries its Ethernet frames on a channel of their own. What goes wrong is told
 * in the log, and the ring does without the device. The scripts of a device are waited for, as in the C engine. The ring's thread only.
 */
final class KnetNozzle {
    private static final Logger LOG = LoggerFactory.getLogger("TOTEM");

    private final KnetHandle knet;
    private final int nodeId;
    private NozzleSettings current;
    private NozzleDevice device;
    private int fd = -1;

    KnetNozzle(final KnetHandle knet, final int nodeId) {
        this.knet = knet;
        this.nodeId = nodeId;
    }

    /** Makes, changes or removes the device; {@code null} = there shall be none. Settings that stay the same change nothing. */
    void apply(final NozzleSettings wanted) {
        if (wanted == null) {
            remove();
            current = null;
        } else if (wanted.ipAddress() == null) {
            LOG.error("No IP address supplied for Nozzle device");
        } else if (wanted.ipPrefix() == null) {
            LOG.error("No prefix supplied for Nozzle IP address");
        } else if (wanted.equals(current)) {
            LOG.debug("Nozzle device info not changed");
        } else {
            replace(wanted);
        }
    }

    /** libknet has let go of the device. */
    void forgetDescriptor() {
        fd = -1;
    }

    /** Gives the device back; the engine ends, and runs no scripts. */
    void close() {
        if (device != null) {
            detach();
            device.close();
            device = null;
        }
    }

    private void replace(final NozzleSettings wanted) {
        final String mac;
        try {
            mac = NozzleAddress.mac(wanted, nodeId);
        } catch (final IllegalArgumentException e) {
            LOG.error(e.getMessage());
            return;
        }
        LOG.info("Local nozzle MAC address is {}", mac);
        remove();
        current = wanted;
        LOG.info("nozzle script dir is {}", wanted.scripts());
        try {
            device = NozzleDevice.open(wanted.name(), wanted.scripts().toString());
        } catch (final LinuxException e) {
            LOG.error("Unable to init nozzle device {}: {}", wanted.name(), Errno.strerror(e.errno()));
            return;
        } catch (final LinkageError e) {
            LOG.error("Unable to init nozzle device {}: {}", wanted.name(), e.getMessage());
            return;
        }
        if (!setAddresses(mac) || !start()) {
            close();
        }
    }

    private boolean setAddresses(final String mac) {
        if (failed(device.setMac(mac), "Unable to add set nozzle MAC to " + mac)) {
            return false;
        }
        final NozzleAddress address;
        try {
            address = NozzleAddress.of(current, nodeId);
        } catch (final IllegalArgumentException e) {
            LOG.error(e.getMessage());
            return false;
        }
        LOG.info("Local nozzle IP address is {} / {}", address.ip(), address.prefix());
        return !failed(device.addAddress(address.ip(), Integer.toString(address.prefix())),
            "Unable to add set nozzle IP addr to " + address.ip() + '/' + address.prefix());
    }

    private boolean start() {
        fd = device.fd();
        LOG.info("Opened '{}' on fd {}", device.name(), fd);
        if (failed(knet.addDataFd(fd, KnetRouting.NOZZLE), "Unable to add nozzle FD to knet")) {
            forgetDescriptor();
            return false;
        }
        runScript(NozzleDevice.PRE_UP, "pre-up");
        if (failed(device.setUp(), "Unable to set nozzle interface UP")) {
            return false;
        }
        runScript(NozzleDevice.UP, "up");
        return true;
    }

    private void remove() {
        if (device != null) {
            detach();
            runScript(NozzleDevice.DOWN, "pre-down");
            failed(device.setDown(), "Can't set nozzle device down");
            runScript(NozzleDevice.POST_DOWN, "post-down");
            device.close();
            device = null;
            LOG.info("Removed nozzle device");
        }
    }

    private void detach() {
        if (fd >= 0) {
            failed(knet.removeDataFd(fd), "Can't remove datafd for nozzle channel " + KnetRouting.NOZZLE);
            forgetDescriptor();
        }
    }

    private void runScript(final int action, final String name) {
        final NozzleDevice.Script script = device.runScript(action);
        if (script.result() == NozzleDevice.SCRIPT_FAILED) {
            LOG.info("nozzle {} script failed", name);
            script.output().stream().flatMap(String::lines).forEach(line -> LOG.info("{}", line));
        } else if (script.result() != 0 && script.result() != -Errno.ENOENT) {
            LOG.info("exec nozzle {} script failed: {}", name, Errno.strerror(-script.result()));
        }
    }

    private static boolean failed(final int result, final String what) {
        if (result < 0) {
            LOG.error("{}: {}", what, Errno.strerror(-result));
        }
        return result < 0;
    }
}
