/**
 * Engines of either kind on test hosts, behind one interface, and the programs that observe them: clusters of any mix, their
 * configuration, and recorders of what a CPG group delivers.
 */
package org.gatun.test.engines;
