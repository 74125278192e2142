package org.gatun.engine.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reload may not change of a knet link that stays: it must be taken out of the file by one reload and come back by another. */
public final class LinkChanges {
    private LinkChanges() {
    }

    /** What is wrong with the change from one configuration to another, in words for the log; empty if nothing is. */
    public static List<String> problems(final TotemSettings before, final TotemSettings after) {
        final List<String> problems = new ArrayList<>();
        for (final LinkSettings old : before.links()) {
            final Optional<LinkSettings> same = after.links().stream().filter(link -> link.link() == old.link()).findFirst();
            if (same.isPresent() && same.get().knetSctp() != old.knetSctp()) {
                problems.add("New config has different knet transport for link " + old.link() + ". Internal value was NOT changed.");
            }
        }
        for (final NodeEntry old : before.nodes()) {
            for (final NodeEntry node : after.nodes()) {
                if (node.nodeId() == old.nodeId()) {
                    compareAddresses(old, node, problems);
                }
            }
        }
        return problems;
    }

    private static void compareAddresses(final NodeEntry before, final NodeEntry after, final List<String> problems) {
        for (int link = 0; link < before.addresses().size(); link++) {
            final InetAddress old = before.addresses().get(link);
            final InetAddress now = after.addresses().get(link);
            if (old != null && now != null && !old.equals(now)) {
                problems.add("New config has different address for link " + link + " (addr changed from " + AddressText.of(old) + " to "
                    + AddressText.of(now) + "). Internal value was NOT changed.");
            }
        }
    }
}
