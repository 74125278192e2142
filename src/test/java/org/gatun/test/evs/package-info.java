/**
 * Extended virtual synchrony as a program: traces of what each process of a ring and each client of a process group saw
 * ({@link org.gatun.test.evs.Trace}, in memory or as text files), and a checker ({@link org.gatun.test.evs.Checker}) that decides for
 * each promise whether a trace keeps it. The numbers of the promises are those of Moser, Amir, Melliar-Smith and Agarwal, <i>Extended
 * Virtual Synchrony</i> (ICDCS 1994); G1 to G9 are the ring's below it, C1 to C9 those of the groups above.
 *
 * <p>A file holds the events of one process, one a line, in their order: {@code p=1 inc=0 i=7 ev=dlv m=2.0.5 c=R:1.2c seq=12 h=9f} is the
 * eighth event of the first life of node 1, a delivery of message 5 of node 2 in the regular configuration of ring 1.2c.
 * {@link org.gatun.test.evs.EventKind} has all kinds.
 *
 * <p>No clock, no thread: the order of events comes from the traces alone.
 */
package org.gatun.test.evs;
