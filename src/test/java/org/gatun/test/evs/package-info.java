/**
 * Extended virtual synchrony as a program: traces of what each process saw ({@link org.gatun.test.evs.Trace}, in memory or as text
 * files), and a checker ({@link org.gatun.test.evs.Checker}) that decides for each promise of the ring whether a trace keeps it.
 * The numbers of the promises are those of Moser, Amir, Melliar-Smith and Agarwal, <i>Extended Virtual Synchrony</i> (ICDCS 1994).
 * No clock, no thread: the order of events comes from the traces alone.
 */
package org.gatun.test.evs;
