package org.gatun.engine.service;

/** The local server as the services see it. */
public interface ClientSessions {
    /** The rates of libqb's flow control; see the protocol page of the local protocol. */
    enum Rate { FAST, NORMAL, SLOW, OFF, OFF_2 }

    /** Sets the rate of all connections of a service. */
    void setRate(int serviceId, Rate rate);

    /** Opens the listening socket of a service. */
    void open(int serviceId, String socketName);

    /** Withdraws a service: its listening socket and all its connections close. */
    void close(int serviceId);
}
