/**
 * The libqb 2.0 local protocol: connection set-up, shared-memory rings, datagram sockets, the server and the client end.
 */
package org.gatun.ipc;
