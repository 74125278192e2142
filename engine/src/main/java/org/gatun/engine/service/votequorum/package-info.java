/**
 * The vote quorum service: counts votes and gives the quorum service its verdict. All nodes tell each other their votes in each
 * synchronisation; the arithmetic is in {@link org.gatun.engine.service.votequorum.VoteCount}.
 */
package org.gatun.engine.service.votequorum;
