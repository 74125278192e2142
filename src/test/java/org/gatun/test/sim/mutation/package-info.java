/** Deliberate faults in the engine, each of which the simulator has to find: a test of the simulator and of the checker. */
package org.gatun.test.sim.mutation;
