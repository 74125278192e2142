/**
 * The transports {@code udpu} and {@code udp}: kernel sockets that carry the ring's frames as they are, a frame a datagram.
 *
 * <p>All types here belong to the thread that owns the ring. May use the ports of {@code engine.totem}, the kernel calls of
 * {@code native-bindings} and the logger {@code TOTEM}.
 */
package org.gatun.engine.transport.udp;
