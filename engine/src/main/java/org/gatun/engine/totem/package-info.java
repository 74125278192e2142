/**
 * The ports of the protocol core: what it sends, stores, reports. No I/O, thread, clock or logging framework below here.
 */
package org.gatun.engine.totem;
