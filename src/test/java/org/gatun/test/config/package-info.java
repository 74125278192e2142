/**
 * Compares the reading of {@code corosync.conf} with that of C corosync.
 */
package org.gatun.test.config;
