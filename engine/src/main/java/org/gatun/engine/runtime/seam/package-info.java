/**
 * The Disruptor rings between the agent that owns the ring protocol and the agent that owns the services, for the threading mode
 * {@code dedicated}. Each seam has one producing and one consuming thread; neither ever blocks on the other.
 */
package org.gatun.engine.runtime.seam;
