/**
 * Extended virtual synchrony, judged: traces of what processes of a ring and clients of a group saw, and the checkers that hold them
 * against the published properties (Moser, Amir, Melliar-Smith, Agarwal, "Extended Virtual Synchrony", ICDCS 1994; Amir et al., "The
 * Totem Single-Ring Ordering and Membership Protocol", TOCS 1995), whose numbers are used.
 */
package org.gatun.test.evs;
