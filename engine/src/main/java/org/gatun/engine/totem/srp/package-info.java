/**
 * The single ring protocol of Totem. Pure: no input or output, no thread, no clock of its own; one caller at a time.
 */
package org.gatun.engine.totem.srp;
