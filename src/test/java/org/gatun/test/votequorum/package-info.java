/**
 * The vote quorum in mixed rings: tables of what every node says while nodes are killed, restarted and parted, and C programs that
 * are a quorum device.
 */
package org.gatun.test.votequorum;
