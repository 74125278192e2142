/**
 * {@code gatun demo}: a cluster of three nodes on this machine, shown at work. The nodes are daemons of their own, the members of
 * the process group are Java clients; {@link org.gatun.tools.demo.Demo} plays the acts on the main thread, each member dispatches on
 * a thread of its own.
 */
package org.gatun.tools.demo;
