/**
 * Micro-benchmarks, each beside a baseline that does the least the job could cost. Those of package-private classes stand in the
 * package of their class, below {@code org.gatun.engine} and {@code org.gatun.ipc} of this source tree.
 */
package org.gatun.bench.micro;
