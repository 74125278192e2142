/**
 * The backend of SLF4J: lines in C corosync's format to standard error, files and syslog, as the {@code logging} section says. The
 * name of a logger is the subsystem. Lines are written by a thread of their own.
 */
package org.gatun.engine.runtime.logging;
