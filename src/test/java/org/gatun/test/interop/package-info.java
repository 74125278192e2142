/**
 * Gatun and C corosync in one ring: each scenario runs with several mixes of engines, over the hosts and engines of the sibling
 * packages. The mixes are chosen with {@code -Dgatun.mixes=GCC,CGG}; all-C mixes check the scenarios themselves.
 */
package org.gatun.test.interop;
