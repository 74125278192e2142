package org.gatun.engine.service;

import java.util.ArrayList;
import java.util.List;

/** A local server that notes what it is told. */
public final class TestSessions implements ClientSessions {
    private final List<String> calls = new ArrayList<>();
    private final Rate[] rates = new Rate[64];

    @Override
    public void setRate(final int serviceId, final Rate rate) {
        rates[serviceId] = rate;
    }

    @Override
    public void open(final int serviceId, final String socketName) {
        calls.add("open " + serviceId + ' ' + socketName);
    }

    @Override
    public void close(final int serviceId) {
        calls.add("close " + serviceId);
    }

    public List<String> calls() {
        return calls;
    }

    public Rate rate(final int serviceId) {
        return rates[serviceId];
    }
}
