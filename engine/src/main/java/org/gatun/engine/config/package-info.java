/**
 * The {@code corosync.conf} grammar, its typed model and checks, and the configuration map that all read.
 */
package org.gatun.engine.config;
