/**
 * Chaos on real hosts: mixed rings of engines on test hosts, under load, with faults of the network, of the processes and of what they
 * run on, all drawn from one seed. Clients write down what they see, and {@link org.gatun.test.evs.Checker} judges it. The machine's
 * clock is never touched.
 */
package org.gatun.test.chaos;
