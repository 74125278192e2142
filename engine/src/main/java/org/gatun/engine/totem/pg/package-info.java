/**
 * Process groups over the ring: packing, fragmentation, reassembly, queue levels.
 */
package org.gatun.engine.totem.pg;
