/**
 * The daemon: main, agents and their threads, the wiring of all other packages, logging, signals, scheduling.
 */
package org.gatun.engine.runtime;
