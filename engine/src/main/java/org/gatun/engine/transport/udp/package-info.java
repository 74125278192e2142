/**
 * The transports {@code udpu} and {@code udp}: kernel sockets.
 */
package org.gatun.engine.transport.udp;
