/**
 * The comparison of engines: rings of each kind in turn, of the same shape and under the same load by the same libcpg program.
 * One thread; uses the kit of the whole-system tests for hosts and engines.
 */
package org.gatun.bench.compare;
