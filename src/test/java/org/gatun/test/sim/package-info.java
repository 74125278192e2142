/**
 * Whole clusters in one thread: the engine's ring, group layer, synchronisation, process groups and votes on a virtual clock, network and
 * disk. Everything that happens is drawn from one seed.
 */
package org.gatun.test.sim;
