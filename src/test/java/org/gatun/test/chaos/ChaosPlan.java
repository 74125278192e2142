package org.gatun.test.chaos;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.gatun.test.engines.ClusterSettings;
import org.gatun.test.engines.Mix;
import org.gatun.test.engines.Transport;

/**
 * What a run is made of; all of it comes from the seed. The faults do, too, but what becomes of them depends on the machine.
 *
 * @param mix three to five hosts, a Gatun among them and mostly a C corosync
 * @param crypto whether knet's packets are sealed
 * @param smallHeaps nodes whose Gatun has the smallest heap that it runs in
 * @param rate messages a second of each client
 * @param largest bytes of a message
 * @param steps faults, one after the other
 */
record ChaosPlan(long seed, Mix mix, Transport transport, boolean crypto, Set<Integer> smallHeaps, int rate, int largest, int steps) {
    private static final List<Transport> TRANSPORTS =
        List.of(Transport.UDPU_IPV4, Transport.UDPU_IPV4, Transport.UDPU_IPV6, Transport.KNET_IPV4, Transport.KNET_IPV4, Transport.KNET_TWO_LINKS);
    private static final List<Integer> RATES = List.of(20, 100, 300);
    private static final List<Integer> LARGEST = List.of(100, 1_400, 20_000);

    static ChaosPlan of(final long seed, final int steps) {
        final Random random = new Random(new SplittableRandom(seed).nextLong());
        final int hosts = 3 + random.nextInt(3);
        final StringBuilder letters = new StringBuilder();
        while (letters.length() < hosts) {
            letters.append("CCGD".charAt(random.nextInt(4)));
        }
        final int gatun = random.nextInt(hosts);
        letters.setCharAt(gatun, random.nextBoolean() ? 'G' : 'D');
        if (random.nextInt(8) > 0) {
            letters.setCharAt((gatun + 1 + random.nextInt(hosts - 1)) % hosts, 'C');
        }
        final Transport transport = TRANSPORTS.get(random.nextInt(TRANSPORTS.size()));
        final boolean crypto = random.nextInt(3) == 0 && transport.name().startsWith("KNET");
        final Set<Integer> smallHeaps = new TreeSet<>();
        for (int id = 1; id <= hosts; id++) {
            if (letters.charAt(id - 1) != 'C' && random.nextInt(3) == 0) {
                smallHeaps.add(id);
            }
        }
        return new ChaosPlan(seed, new Mix(letters.toString()), transport, crypto, smallHeaps, RATES.get(random.nextInt(RATES.size())),
            LARGEST.get(random.nextInt(LARGEST.size())), steps);
    }

    /** What runs it again. */
    String command() {
        return "bin/chaos --seed=" + seed + " --steps=" + steps;
    }

    ClusterSettings settings(final boolean debug) {
        final ClusterSettings settings = ClusterSettings.QUICK.withTransport(transport).withDebug(debug);
        return crypto ? settings.with(ClusterSettings.crypto("openssl", "aes256", "sha256")) : settings;
    }

    @Override
    public String toString() {
        return "seed=" + seed + " mix=" + mix + " transport=" + transport + (crypto ? "+crypto" : "") + " smallHeaps=" + smallHeaps + " rate=" + rate
            + " largest=" + largest + " steps=" + steps;
    }
}
